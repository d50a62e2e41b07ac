package io.tidewire.websocket.spring;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

class CallQueueTest {

    private final Queue<Runnable> loop = new ArrayDeque<>();
    private final Queue<Runnable> worker = new ArrayDeque<>();
    private final List<String> log = new ArrayList<>();
    private final CallQueue calls = new Calls(
            loop::add, worker::add, () -> log.add("rejected"), failure -> log.add("broken: " + failure.getMessage()));

    private static final class Calls extends CallQueue {

        private final Predicate<Runnable> loop;
        private final Runnable rejected;
        private final Consumer<Throwable> broken;

        Calls(Predicate<Runnable> loop, Executor worker, Runnable rejected, Consumer<Throwable> broken) {
            super(worker);
            this.loop = loop;
            this.rejected = rejected;
            this.broken = broken;
        }

        @Override
        boolean execute(Runnable task) {
            return loop.test(task);
        }

        @Override
        void onRejected() {
            rejected.run();
        }

        @Override
        void onBroken(Throwable failure) {
            broken.accept(failure);
        }
    }

    private void runAll() {
        while (!loop.isEmpty() || !worker.isEmpty()) {
            (loop.isEmpty() ? worker : loop).remove().run();
        }
    }

    /** A call that writes down what becomes of it. */
    private class Noted implements CallQueue.Call {

        private final String name;
        private final boolean onLoop;
        private final @Nullable Mono<Void> result;

        Noted(String name, boolean onLoop, @Nullable Mono<Void> result) {
            this.name = name;
            this.onLoop = onLoop;
            this.result = result;
        }

        @Override
        public boolean onLoop() {
            return onLoop;
        }

        @Override
        public @Nullable Mono<Void> run() {
            log.add(name);
            return result;
        }

        @Override
        public boolean failed(Throwable failure) {
            log.add(name + " failed: " + failure.getMessage());
            return false;
        }

        @Override
        public void ended() {
            log.add(name + " ended");
        }
    }

    private static final class Task implements CallQueue.Call {

        private final Runnable task;

        Task(Runnable task) {
            this.task = task;
        }

        @Override
        public boolean onLoop() {
            return false;
        }

        @Override
        public @Nullable Mono<Void> run() {
            task.run();
            return null;
        }

        @Override
        public boolean failed(Throwable failure) {
            throw new AssertionError(failure);
        }
    }

    @Test
    void callsOfManyThreadsRunOneAtATimeAndEachThreadsInOrder() throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(4);
        CallQueue shared = new Calls(task -> false, pool, () -> {}, failure -> {});
        int count = 5_000;
        CountDownLatch done = new CountDownLatch(2 * count);
        AtomicInteger running = new AtomicInteger();
        AtomicInteger overlaps = new AtomicInteger();
        List<List<Integer>> seen = List.of(new ArrayList<>(), new ArrayList<>());
        for (List<Integer> mine : seen) {
            pool.execute(() -> {
                for (int i = 0; i < count; i++) {
                    int number = i;
                    shared.add(new Task(() -> {
                        if (running.getAndIncrement() > 0) {
                            overlaps.incrementAndGet();
                        }
                        mine.add(number);
                        running.decrementAndGet();
                        done.countDown();
                    }));
                }
            });
        }
        assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(overlaps).hasValue(0);
        assertThat(seen).allSatisfy(mine -> assertThat(mine).hasSize(count).isSorted());
        pool.shutdown();
    }

    @Test
    void aBusyConnectionLetsOthersIn() {
        AtomicInteger done = new AtomicInteger();
        for (int i = 0; i < 100; i++) {
            calls.add(new Task(done::incrementAndGet));
        }
        assertThat(worker).hasSize(1);
        worker.remove().run();
        assertThat(done).hasValue(64);
        assertThat(worker).hasSize(1);
        worker.remove().run();
        assertThat(done).hasValue(100);
        assertThat(calls.pending()).isZero();
        assertThat(worker).isEmpty();
    }

    @Test
    void aCallWithinACallRunsAfterIt() {
        calls.add(new Task(() -> {
            calls.add(new Task(() -> log.add("second")));
            log.add("first");
        }));
        runAll();
        assertThat(log).containsExactly("first", "second");
    }

    @Test
    void eachRunsWhereItBelongsAndInOrder() {
        calls.add(new Noted("a", true, null));
        calls.add(new Noted("b", false, null));
        calls.add(new Noted("c", true, null));
        assertThat(worker).isEmpty();
        loop.remove().run();
        assertThat(log).containsExactly("a", "a ended");
        worker.remove().run();
        assertThat(log).endsWith("b", "b ended");
        loop.remove().run();
        assertThat(log).endsWith("c", "c ended");
        assertThat(calls.pending()).isZero();
    }

    @Test
    void theNextWaitsForWhatACallReturned() {
        Sinks.Empty<Void> end = Sinks.empty();
        calls.add(new Noted("a", true, end.asMono()));
        calls.add(new Noted("b", false, Mono.empty()));
        runAll();
        assertThat(log).containsExactly("a");
        end.tryEmitEmpty();
        runAll();
        assertThat(log).containsExactly("a", "a ended", "b", "b ended");
        assertThat(calls.pending()).isZero();
    }

    @Test
    void aFailureIsToldOnceWheneverItComes() {
        Sinks.Empty<Void> end = Sinks.empty();
        calls.add(new Noted("now", true, Mono.error(new IllegalStateException("x"))));
        calls.add(new Noted("later", true, end.asMono()));
        runAll();
        end.tryEmitError(new IllegalStateException("y"));
        runAll();
        assertThat(log).containsExactly("now", "now failed: x", "now ended", "later", "later failed: y", "later ended");
        assertThat(calls.pending()).isZero();
    }

    @Test
    void aFailedCallMayRunOnceMoreElsewhere() {
        calls.add(new CallQueue.Call() {

            private boolean again;

            @Override
            public boolean onLoop() {
                return !again;
            }

            @Override
            public @Nullable Mono<Void> run() {
                if (!again) {
                    throw new IllegalStateException("first");
                }
                log.add("again");
                return null;
            }

            @Override
            public boolean failed(Throwable failure) {
                again = true;
                return true;
            }
        });
        loop.remove().run();
        assertThat(log).isEmpty();
        worker.remove().run();
        assertThat(log).containsExactly("again");
    }

    @Test
    void hurriedTheQueueGivesUpWhatDoesNotEnd() {
        CompletableFuture<Void> cancelled = new CompletableFuture<>();
        CompletableFuture<Void> next = new CompletableFuture<>();
        ExecutorService thread = Executors.newSingleThreadExecutor();
        CallQueue real = new Calls(task -> false, thread, () -> {}, failure -> {});
        real.add(new Noted("endless", false, Mono.<Void>never().doOnCancel(() -> cancelled.complete(null))));
        real.add(new Noted("another", false, Mono.never()));
        real.add(new Task(() -> next.complete(null)));
        CompletableFuture.runAsync(() -> {}, thread).join();
        assertThat(next).isNotDone();
        real.hurry(Duration.ofMillis(1));
        cancelled.orTimeout(5, TimeUnit.SECONDS).join();
        next.orTimeout(5, TimeUnit.SECONDS).join();
        thread.shutdown();
    }

    @Test
    void aCallThatTheWorkerRejectsRunsElsewhere() {
        CompletableFuture<Void> ran = new CompletableFuture<>();
        CompletableFuture<Void> told = new CompletableFuture<>();
        CallQueue rejected = new Calls(
                task -> false,
                task -> {
                    throw new RejectedExecutionException();
                },
                () -> told.complete(null),
                failure -> {});
        rejected.add(new Task(() -> ran.complete(null)));
        ran.orTimeout(5, TimeUnit.SECONDS).join();
        assertThat(told).isDone();
    }

    @Test
    void whateverACallThrowsTheNextIsRun() {
        calls.add(new Noted("a", true, null) {

            @Override
            public @Nullable Mono<Void> run() {
                throw new StackOverflowError("deep");
            }
        });
        calls.add(new Noted("b", true, Mono.error(new IllegalStateException("x"))) {

            @Override
            public boolean failed(Throwable failure) {
                throw new IllegalStateException("not even that");
            }

            @Override
            public void ended() {
                throw new IllegalStateException("nor that");
            }
        });
        calls.add(new Noted("c", true, null));
        runAll();
        assertThat(log)
                .containsExactly(
                        "a failed: deep", "a ended", "b", "broken: not even that", "broken: nor that", "c", "c ended");
        assertThat(calls.pending()).isZero();
    }
}

package io.tidewire.websocket.spring;

import io.tidewire.websocket.CloseStatus;
import io.tidewire.websocket.WebSocketListener.Inbound;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Runs the calls of one connection: in order, one at a time, each where it belongs, on the event loop or on the worker,
 * and none is lost. If the worker rejects them, says so and goes on elsewhere, since what is begun has to be ended.
 */
final class CallQueue {

    private static final Logger log = LoggerFactory.getLogger(CallQueue.class);

    /** What a call returns that finds out that it belongs elsewhere: it is run again there. */
    static final Mono<Void> ELSEWHERE = Mono.<Void>never().hide(); // never() itself is one for all

    /** After so many calls another connection gets its turn on the worker. */
    private static final int TURN = 64;

    private final Predicate<Runnable> loop;
    private final Runnable onRejected;
    private final Consumer<Throwable> onBroken;
    private volatile Executor worker;

    private final Queue<Call> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger pending = new AtomicInteger();
    private volatile @Nullable Wait wait;
    private volatile @Nullable Patience patience;

    /**
     * An empty queue.
     *
     * @param loop runs a task on the event loop, at once if it is called there; false if the loop has ended
     * @param onRejected told when the worker takes no more; any thread
     * @param onBroken told what a call throws that deals with its failure or its end; any thread, must not throw
     */
    CallQueue(Predicate<Runnable> loop, Executor worker, Runnable onRejected, Consumer<Throwable> onBroken) {
        this.loop = loop;
        this.worker = worker;
        this.onRejected = onRejected;
        this.onBroken = onBroken;
    }

    /** The calls of a session, which closes if they cannot be run. */
    static CallQueue of(SocketSession session, Inbound inbound, Executor worker) {
        return new CallQueue(
                inbound::execute,
                worker,
                () -> {
                    if (session.isOpen()) {
                        log.warn(
                                "Session {}: closing with 1013, the task executor takes no more tasks",
                                session.getId());
                        session.close(CloseStatus.SERVICE_OVERLOAD);
                    }
                },
                failure -> {
                    log.error(
                            "Session {}: closing with 1011, its handler's failure could not be dealt with",
                            session.getId(),
                            failure);
                    session.close(CloseStatus.SERVER_ERROR);
                });
    }

    /** How long the end is waited for. */
    private record Patience(Duration limit, long deadline) {

        Duration left(Call call) {
            return call.isLast() ? limit : Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
        }
    }

    /** Something to be run. */
    interface Call {

        /** Where; asked before each run. */
        boolean onLoop();

        /**
         * Runs.
         *
         * @return what has to end before the next call is run; {@code null} if this call has ended; or {@link #ELSEWHERE}
         */
        @Nullable
        Mono<Void> run() throws Throwable;

        /**
         * It failed, or what it waited for did.
         *
         * @return whether it is to be run once more
         */
        boolean failed(Throwable failure);

        /** It has ended; the next one begins behind this. */
        default void ended() {}

        /** Whether it is the one that ends the connection, and thus has time of its own. */
        default boolean isLast() {
            return false;
        }
    }

    /** Runs a call when those before it have ended; any thread. */
    void add(Call call) {
        if (pending.getAndIncrement() == 0) {
            dispatch(call);
        } else {
            waiting.add(call);
        }
    }

    /** How many calls have not ended. */
    int pending() {
        return pending.get();
    }

    /** Waits no longer than this for what all calls return, and once more for the last one; any thread. */
    void hurry(Duration limit) {
        Patience begun = new Patience(limit, System.nanoTime() + limit.toNanos());
        patience = begun;
        Wait current = wait;
        if (current != null) {
            current.limit(begun);
        }
    }

    private void dispatch(Call call) {
        if (call.onLoop()) {
            if (!loop.test(() -> drain(call, true))) {
                Schedulers.boundedElastic().schedule(() -> drain(call, true)); // it has ended, and its thread with it
            }
            return;
        }
        try {
            worker.execute(() -> drain(call, false));
        } catch (RejectedExecutionException rejected) {
            worker = Schedulers.boundedElastic()::schedule;
            onRejected.run();
            worker.execute(() -> drain(call, false));
        }
    }

    private void drain(Call first, boolean onLoop) {
        Call call = first;
        for (int turn = 0; ; ) {
            if (call.onLoop() != onLoop || turn == TURN) {
                dispatch(call);
                return;
            }
            turn += onLoop ? 0 : 1;
            Mono<Void> result;
            try {
                result = call.run();
            } catch (Throwable failure) { // even an Error: what is begun has to be ended
                result = failed(call, failure) ? ELSEWHERE : null;
            }
            if (result == ELSEWHERE) {
                continue;
            }
            if (result != null) {
                Wait begun = new Wait(call);
                wait = begun;
                result.subscribe(begun);
                Patience limit = patience;
                if (limit != null) {
                    begun.limit(limit);
                }
                if (begun.isToBeContinued()) {
                    return;
                }
                wait = null;
                if (begun.failure != null && failed(call, begun.failure)) {
                    continue;
                }
            }
            ended(call);
            if (pending.decrementAndGet() == 0) {
                return;
            }
            call = next();
        }
    }

    private boolean failed(Call call, Throwable failure) {
        try {
            return call.failed(failure);
        } catch (Throwable again) {
            onBroken.accept(again);
            return false;
        }
    }

    private void ended(Call call) {
        try {
            call.ended();
        } catch (Throwable failure) {
            onBroken.accept(failure);
        }
    }

    /** The call that somebody has counted, and is just adding perhaps. */
    private Call next() {
        Call call = waiting.poll();
        while (call == null) {
            Thread.onSpinWait();
            call = waiting.poll();
        }
        return call;
    }

    /** The end of what a call has returned: while it is being subscribed to, or later and by another thread. */
    private final class Wait implements CoreSubscriber<Void> {

        private final Call call;
        private final AtomicBoolean ended = new AtomicBoolean();
        /** Set by the first of the two: the end, or the one who subscribed and goes away. */
        private final AtomicBoolean decided = new AtomicBoolean();

        private volatile @Nullable Subscription subscription;
        private @Nullable Throwable failure;

        Wait(Call call) {
            this.call = call;
        }

        boolean isToBeContinued() {
            return decided.compareAndSet(false, true);
        }

        void limit(Patience limit) {
            if (!ended.get()) {
                Schedulers.parallel().schedule(this::giveUp, limit.left(call).toNanos(), TimeUnit.NANOSECONDS);
            }
        }

        private void giveUp() {
            Subscription begun = subscription;
            if (begun != null) {
                begun.cancel();
            }
            end();
        }

        @Override
        public void onSubscribe(Subscription begun) {
            subscription = begun;
            begun.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(Void nothing) {}

        @Override
        public void onError(Throwable cause) {
            failure = cause;
            end();
        }

        @Override
        public void onComplete() {
            end();
        }

        private void end() {
            if (!ended.compareAndSet(false, true) || decided.compareAndSet(false, true)) {
                return; // had ended before; or the one who subscribed is still there, and sees it
            }
            wait = null;
            if (failure != null && failed(call, failure)) {
                dispatch(call);
                return;
            }
            ended(call);
            if (pending.decrementAndGet() != 0) {
                dispatch(next());
            }
        }
    }
}

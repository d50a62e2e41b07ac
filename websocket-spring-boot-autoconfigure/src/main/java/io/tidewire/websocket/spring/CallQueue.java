package io.tidewire.websocket.spring;

import java.time.Duration;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Runs the calls of one connection: in order, one at a time, each where it belongs, on the event loop or on the worker,
 * and none is lost. If the worker rejects them, says so and goes on elsewhere, since what is begun has to be ended. Whose
 * calls they are is the subclass's.
 */
abstract class CallQueue {

    /** What a call returns that finds out that it belongs elsewhere: it is run again there. */
    static final Mono<Void> ELSEWHERE = Mono.<Void>never().hide(); // never() itself is one for all

    /** After so many calls another connection gets its turn on the worker. */
    private static final int TURN = 64;

    private static final AtomicIntegerFieldUpdater<CallQueue> PENDING =
            AtomicIntegerFieldUpdater.newUpdater(CallQueue.class, "pending");

    private static final AtomicReferenceFieldUpdater<CallQueue, @Nullable Queue<Call>> WAITING = waitingUpdater();

    private volatile Executor worker;

    private volatile @Nullable Queue<Call> waiting; // from the first call on that had to
    private volatile int pending;
    private volatile @Nullable Wait wait;
    private volatile @Nullable Patience patience;

    /** An empty queue. */
    CallQueue(Executor worker) {
        this.worker = worker;
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // a class literal knows no type arguments
    private static AtomicReferenceFieldUpdater<CallQueue, @Nullable Queue<Call>> waitingUpdater() {
        return (AtomicReferenceFieldUpdater)
                AtomicReferenceFieldUpdater.newUpdater(CallQueue.class, Queue.class, "waiting");
    }

    /** Runs a task on the event loop, at once if it is called there; false if the loop has ended. */
    abstract boolean execute(Runnable task);

    /** The worker takes no more; any thread. */
    abstract void onRejected();

    /** A call threw this when it dealt with its failure or its end; any thread, must not throw. */
    abstract void onBroken(Throwable failure);

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
        if (PENDING.getAndIncrement(this) == 0) {
            dispatch(call);
        } else {
            waiting().add(call);
        }
    }

    private Queue<Call> waiting() {
        Queue<Call> known = waiting;
        if (known == null) {
            Queue<Call> made = new ConcurrentLinkedQueue<>();
            known = WAITING.compareAndSet(this, null, made) ? made : Objects.requireNonNull(waiting);
        }
        return known;
    }

    /** How many calls have not ended. */
    int pending() {
        return pending;
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
            if (!execute(() -> drain(call, true))) {
                Schedulers.boundedElastic().schedule(() -> drain(call, true)); // it has ended, and its thread with it
            }
            return;
        }
        try {
            worker.execute(() -> drain(call, false));
        } catch (RejectedExecutionException rejected) {
            worker = Schedulers.boundedElastic()::schedule;
            onRejected();
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
            if (PENDING.decrementAndGet(this) == 0) {
                return;
            }
            call = next();
        }
    }

    private boolean failed(Call call, Throwable failure) {
        try {
            return call.failed(failure);
        } catch (Throwable again) {
            onBroken(again);
            return false;
        }
    }

    private void ended(Call call) {
        try {
            call.ended();
        } catch (Throwable failure) {
            onBroken(failure);
        }
    }

    /** The call that somebody has counted, and is just adding perhaps. */
    private Call next() {
        Queue<Call> others = waiting();
        Call call = others.poll();
        while (call == null) {
            Thread.onSpinWait();
            call = others.poll();
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
            if (PENDING.decrementAndGet(CallQueue.this) != 0) {
                dispatch(next());
            }
        }
    }
}

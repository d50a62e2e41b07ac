package io.tidewire.websocket.spring;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import reactor.core.scheduler.Schedulers;

/**
 * Runs the tasks of one connection on a shared executor: in order, one at a time, no task lost. If the shared executor
 * rejects them, says so and goes on elsewhere, since what is begun has to be ended.
 */
final class SerialExecutor implements Runnable {

    /** After so many tasks another connection gets its turn. */
    private static final int TURN = 64;

    private final Runnable onRejected;
    private volatile Executor executor;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final AtomicInteger pending = new AtomicInteger();

    SerialExecutor(Executor executor, Runnable onRejected) {
        this.executor = executor;
        this.onRejected = onRejected;
    }

    /** Runs a task when those before it have ended. Tasks must not throw. */
    void execute(Runnable task) {
        tasks.add(task);
        if (pending.getAndIncrement() == 0) {
            scheduleTurn();
        }
    }

    /** How many tasks have not ended. */
    int pending() {
        return pending.get();
    }

    private void scheduleTurn() {
        try {
            executor.execute(this);
        } catch (RejectedExecutionException rejected) {
            executor = Schedulers.boundedElastic()::schedule;
            onRejected.run();
            executor.execute(this);
        }
    }

    @Override
    public void run() {
        for (int i = 0; i < TURN; i++) {
            tasks.remove().run();
            if (pending.decrementAndGet() == 0) {
                return;
            }
        }
        scheduleTurn();
    }
}

package io.tidewire.websocket.test;

import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An event loop without a thread: whoever gives it a task while it is idle runs it, and all that follow from it, before
 * the call returns. So a test that sends has its answer when the call is over, unless another thread makes it.
 */
final class MemoryLoop {

    private static final Logger log = LoggerFactory.getLogger(MemoryLoop.class);

    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private volatile @Nullable Thread driver;

    boolean isCurrent() {
        return driver == Thread.currentThread();
    }

    /** Runs a task after those that were given before. */
    void execute(Runnable task) {
        tasks.add(task);
        if (waiting.getAndIncrement() == 0) {
            do {
                driver = Thread.currentThread();
                run(tasks.remove());
                driver = null;
            } while (waiting.decrementAndGet() > 0);
        }
    }

    private static void run(Runnable task) {
        try {
            task.run();
        } catch (Throwable failure) {
            log.error("A task of the loop failed", failure);
        }
    }

    /** Runs a task and returns when it is done; throws what it throws. */
    void call(Runnable task) {
        if (isCurrent()) {
            task.run();
            return;
        }
        CompletableFuture<Void> done = new CompletableFuture<>();
        execute(() -> {
            try {
                task.run();
                done.complete(null);
            } catch (Throwable failure) {
                done.completeExceptionally(failure);
            }
        });
        done.join();
    }
}

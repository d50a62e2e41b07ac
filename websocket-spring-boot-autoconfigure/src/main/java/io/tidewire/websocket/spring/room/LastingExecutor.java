package io.tidewire.websocket.spring.room;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import reactor.core.scheduler.Schedulers;

/**
 * Runs tasks on the application's executor, and elsewhere if that rejects them: it stops before the sessions do, and who
 * leaves then is still told of.
 */
record LastingExecutor(Executor application) implements Executor {

    @Override
    public void execute(Runnable task) {
        try {
            application.execute(task);
        } catch (RejectedExecutionException rejected) {
            Schedulers.boundedElastic().schedule(task);
        }
    }
}

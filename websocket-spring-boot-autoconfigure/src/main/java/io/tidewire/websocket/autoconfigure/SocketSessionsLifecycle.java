package io.tidewire.websocket.autoconfigure;

import io.tidewire.websocket.CloseStatus;
import io.tidewire.websocket.spring.SocketSessions;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import reactor.core.publisher.Mono;

/**
 * Closes all sessions before the web server begins its graceful shutdown, which would otherwise wait for them until its
 * deadline; those that do not end in time are cut.
 */
final class SocketSessionsLifecycle implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(SocketSessionsLifecycle.class);

    /** Higher phases stop first; the web server's graceful shutdown is at {@code DEFAULT_PHASE - 1024}. */
    private static final int BEFORE_GRACEFUL_SHUTDOWN = SmartLifecycle.DEFAULT_PHASE - 512;

    private static final String REASON = "server is shutting down";

    private final SocketSessions sessions;
    private final TidewireProperties.Shutdown shutdown;
    private final CloseStatus status;
    private volatile boolean running;

    SocketSessionsLifecycle(SocketSessions sessions, TidewireProperties.Shutdown shutdown) {
        this.sessions = sessions;
        this.shutdown = shutdown;
        this.status = new CloseStatus(shutdown.status(), REASON);
    }

    @Override
    public void start() {
        sessions.accept();
        running = true;
    }

    @Override
    public void stop() {
        stop(() -> {});
    }

    @Override
    public void stop(Runnable callback) {
        running = false;
        log.debug("Closing {} WebSocket sessions", sessions.size());
        sessions.close(status, shutdown.batchSize(), pause())
                .timeout(shutdown.timeout())
                .onErrorResume(late -> Mono.fromRunnable(this::cut))
                .subscribe(nothing -> {}, failure -> {}, callback);
    }

    /** Shorter where there are so many batches that the last clients would hear of it too late to answer. */
    private Duration pause() {
        long batches = 1L + sessions.size() / shutdown.batchSize();
        Duration longest = shutdown.timeout().dividedBy(2 * batches);
        return shutdown.batchInterval().compareTo(longest) < 0 ? shutdown.batchInterval() : longest;
    }

    private void cut() {
        log.warn("{} WebSocket sessions have not ended in {} and are cut", sessions.size(), shutdown.timeout());
        sessions.cut();
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return BEFORE_GRACEFUL_SHUTDOWN;
    }
}

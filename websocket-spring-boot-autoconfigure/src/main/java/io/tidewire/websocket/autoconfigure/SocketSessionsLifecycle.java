package io.tidewire.websocket.autoconfigure;

import io.tidewire.websocket.CloseStatus;
import io.tidewire.websocket.spring.SocketSessions;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Closes all sessions before the web server begins its graceful shutdown, which would otherwise wait for them until its
 * deadline.
 */
final class SocketSessionsLifecycle implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(SocketSessionsLifecycle.class);

    /** Higher phases stop first; the web server's graceful shutdown is at {@code DEFAULT_PHASE - 1024}. */
    private static final int BEFORE_GRACEFUL_SHUTDOWN = SmartLifecycle.DEFAULT_PHASE - 512;

    private static final CloseStatus STATUS = CloseStatus.GOING_AWAY.withReason("server is shutting down");

    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final SocketSessions sessions;
    private volatile boolean running;

    SocketSessionsLifecycle(SocketSessions sessions) {
        this.sessions = sessions;
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
        sessions.close(STATUS)
                .timeout(TIMEOUT)
                .doOnError(late -> log.warn("{} WebSocket sessions have not ended in {}", sessions.size(), TIMEOUT))
                .onErrorComplete()
                .subscribe(nothing -> {}, failure -> {}, callback);
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

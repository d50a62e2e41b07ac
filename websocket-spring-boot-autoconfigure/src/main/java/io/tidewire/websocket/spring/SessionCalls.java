package io.tidewire.websocket.spring;

import io.tidewire.websocket.CloseStatus;
import io.tidewire.websocket.WebSocketListener.Inbound;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The calls of a session, which closes if they cannot be run. */
final class SessionCalls extends CallQueue {

    private static final Logger log = LoggerFactory.getLogger(SessionCalls.class);

    private final SocketSession session;
    private final Inbound inbound;

    SessionCalls(SocketSession session, Inbound inbound, Executor worker) {
        super(worker);
        this.session = session;
        this.inbound = inbound;
    }

    /** Whether the application is closing: what is still on its way to it is not to be handled. */
    boolean isAbandoned() {
        return inbound.isAbandoned();
    }

    @Override
    boolean execute(Runnable task) {
        return inbound.execute(task);
    }

    @Override
    void onRejected() {
        if (session.isOpen()) {
            log.warn("Session {}: closing with 1013, the task executor takes no more tasks", session.getId());
            session.close(CloseStatus.SERVICE_OVERLOAD);
        }
    }

    @Override
    void onBroken(Throwable failure) {
        log.error(
                "Session {}: closing with 1011, its handler's failure could not be dealt with",
                session.getId(),
                failure);
        session.close(CloseStatus.SERVER_ERROR);
    }
}

package io.tidewire.websocket.spring;

import io.tidewire.websocket.CloseStatus;
import io.tidewire.websocket.SessionClosedException;
import io.tidewire.websocket.WebSocketSession;
import java.util.concurrent.RejectedExecutionException;
import org.reactivestreams.Subscription;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.CoreSubscriber;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

/** Ends a session when its handler's publisher has ended: 1000, or 1011 and a line in the log, or 1013. */
final class HandlerOutcome implements CoreSubscriber<Void> {

    private static final Logger log = LoggerFactory.getLogger(HandlerOutcome.class);

    private final WebSocketSession session;
    private final Context context;

    /**
     * The outcome of one handler.
     *
     * @param context of the exchange: holds the user, among others
     */
    HandlerOutcome(WebSocketSession session, ContextView context) {
        this.session = session;
        this.context = Context.of(context);
    }

    @Override
    public Context currentContext() {
        return context;
    }

    @Override
    public void onSubscribe(Subscription subscription) {
        subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(Void nothing) {}

    @Override
    public void onError(Throwable failure) {
        if (failure instanceof SessionClosedException && !session.isOpen()) {
            // an outcome: the connection ended while the handler was sending
            log.debug("Session {}: its handler ended with the connection", session.getId());
        } else if (failure instanceof RejectedExecutionException) {
            log.warn("Session {}: closing with 1013, the task executor takes no more tasks", session.getId());
            session.close(CloseStatus.SERVICE_OVERLOAD);
        } else {
            log.error("Session {}: its handler failed", session.getId(), failure);
        }
        if (session.isOpen()) {
            session.close(CloseStatus.SERVER_ERROR);
        }
    }

    @Override
    public void onComplete() {
        if (session.isOpen()) {
            session.close(CloseStatus.NORMAL);
        }
    }
}

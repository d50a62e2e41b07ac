package io.tidewire.websocket.spring;

import io.tidewire.websocket.CloseStatus;
import io.tidewire.websocket.WebSocketListener;
import io.tidewire.websocket.WebSocketMessage;
import io.tidewire.websocket.WebSocketSession;
import io.tidewire.websocket.session.InboundWindow;
import java.nio.ByteBuffer;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells an {@link AbstractWebSocketHandler} what happens on one connection, in order and at the handler's speed. */
final class CallbackListener implements WebSocketListener {

    private static final Logger log = LoggerFactory.getLogger(CallbackListener.class);

    /** On their way to the handler: pongs are not asked for, so a flood of them has to end here. */
    private static final int MOST_PONGS = 64;

    private final AbstractWebSocketHandler handler;
    private final WebSocketSession session;
    private final SerialExecutor calls;
    private @Nullable Inbound inbound;
    private @Nullable InboundWindow window;
    private final AtomicInteger pongs = new AtomicInteger();

    CallbackListener(AbstractWebSocketHandler handler, WebSocketSession session, Executor executor) {
        this.handler = handler;
        this.session = session;
        this.calls = new SerialExecutor(executor, this::overloaded);
    }

    private interface Call {
        void run() throws Exception;
    }

    // ---- on the event loop

    @Override
    public void onOpen(Inbound opened) {
        InboundWindow toHandler = new InboundWindow(opened);
        inbound = opened;
        window = toHandler;
        calls.execute(() -> {
            call(() -> handler.afterConnectionEstablished(session));
            toHandler.open();
        });
    }

    @Override
    public void onMessage(WebSocketMessage message) {
        if (window != null) {
            window.taken(message);
        }
        calls.execute(() -> handle(message));
    }

    @Override
    public void onPong(byte[] payload) {
        if (pongs.get() < MOST_PONGS) {
            pongs.incrementAndGet();
            calls.execute(() -> {
                pongs.decrementAndGet();
                if (!isAbandoned()) {
                    call(() -> handler.handlePongMessage(session, ByteBuffer.wrap(payload)));
                }
            });
        }
    }

    @Override
    public void onError(Throwable failure) {
        calls.execute(() -> tell(failure));
    }

    @Override
    public void onClose(CloseStatus status) {
        calls.execute(() -> {
            try {
                handler.afterConnectionClosed(session, status);
            } catch (Throwable failure) {
                log.error("Session {}: afterConnectionClosed failed", session.getId(), failure);
            }
        });
    }

    private void overloaded() {
        log.warn("Session {}: closing with 1013, the task executor takes no more tasks", session.getId());
        session.close(CloseStatus.SERVICE_OVERLOAD);
    }

    // ---- on the executor

    private void handle(WebSocketMessage message) {
        if (isAbandoned()) {
            return;
        }
        call(() -> handler.handleMessage(session, message));
        if (window != null) {
            window.handled(message);
        }
    }

    private boolean isAbandoned() {
        return inbound != null && inbound.isAbandoned();
    }

    /** The application's fault: its log gets all of it, the client the code only. */
    private void call(Call method) {
        try {
            method.run();
        } catch (Throwable failure) {
            log.error("Session {}: its handler failed", session.getId(), failure);
            tell(failure);
            if (session.isOpen()) {
                session.close(CloseStatus.SERVER_ERROR);
            }
        }
    }

    private void tell(Throwable failure) {
        try {
            handler.handleTransportError(session, failure);
        } catch (Throwable again) {
            log.error("Session {}: handleTransportError failed", session.getId(), again);
        }
    }
}

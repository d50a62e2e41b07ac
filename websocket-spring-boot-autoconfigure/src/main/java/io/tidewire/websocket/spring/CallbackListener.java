package io.tidewire.websocket.spring;

import io.tidewire.websocket.CloseStatus;
import io.tidewire.websocket.WebSocketListener;
import io.tidewire.websocket.WebSocketMessage;
import io.tidewire.websocket.session.InboundWindow;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/** Tells an {@link AbstractWebSocketHandler} what happens on one connection, in order and at the handler's speed. */
final class CallbackListener implements WebSocketListener {

    private static final Logger log = LoggerFactory.getLogger(CallbackListener.class);

    /** On their way to the handler: pongs are not asked for, so a flood of them has to end here. */
    private static final int MOST_PONGS = 64;

    private static final AtomicIntegerFieldUpdater<CallbackListener> PONGS =
            AtomicIntegerFieldUpdater.newUpdater(CallbackListener.class, "pongs");

    private final AbstractWebSocketHandler handler;
    private final SocketSession session;
    private final boolean onLoop;
    private final Executor worker;
    private @Nullable SessionCalls calls;
    private @Nullable InboundWindow window;
    volatile int pongs; // by its updater only

    /**
     * The listener of one connection.
     *
     * @param onLoop whether the handler's methods run on the event loop; otherwise on the worker
     */
    CallbackListener(AbstractWebSocketHandler handler, SocketSession session, boolean onLoop, Executor worker) {
        this.handler = handler;
        this.session = session;
        this.onLoop = onLoop;
        this.worker = worker;
    }

    @Override
    public void onOpen(Inbound opened) {
        calls = new SessionCalls(session, opened, worker);
        InboundWindow toHandler = new InboundWindow(opened);
        window = toHandler;
        add(() -> handler.afterConnectionEstablished(session), () -> {});
        toHandler.open(); // what comes waits for its turn, and what answers a request need not
    }

    @Override
    public void onMessage(WebSocketMessage message) {
        InboundWindow toHandler = Objects.requireNonNull(window);
        toHandler.taken(message);
        add(
                () -> {
                    if (!isAbandoned()) {
                        handler.handleMessage(session, message);
                    }
                },
                () -> toHandler.handled(message));
    }

    @Override
    public void onPong(byte[] payload) {
        if (pongs < MOST_PONGS) {
            PONGS.incrementAndGet(this);
            add(
                    () -> {
                        if (!isAbandoned()) {
                            handler.handlePongMessage(session, ByteBuffer.wrap(payload));
                        }
                    },
                    () -> PONGS.decrementAndGet(this));
        }
    }

    @Override
    public void onError(Throwable failure) {
        add(() -> tell(failure), () -> {});
    }

    @Override
    public void onClose(CloseStatus status) {
        add(() -> ended(status), () -> {});
    }

    private void ended(CloseStatus status) {
        try {
            handler.afterConnectionClosed(session, status);
        } catch (Throwable failure) {
            log.error("Session {}: afterConnectionClosed failed", session.getId(), failure);
        }
    }

    private SessionCalls calls() {
        return Objects.requireNonNull(calls);
    }

    private boolean isAbandoned() {
        return calls().isAbandoned();
    }

    private interface Body {
        void run() throws Exception;
    }

    private void add(Body body, Runnable ended) {
        calls().add(new MethodCall(body, ended));
    }

    private final class MethodCall implements CallQueue.Call {

        private final Body body;
        private final Runnable ended;

        MethodCall(Body body, Runnable ended) {
            this.body = body;
            this.ended = ended;
        }

        @Override
        public boolean onLoop() {
            return onLoop;
        }

        @Override
        public @Nullable Mono<Void> run() throws Exception {
            body.run();
            return null;
        }

        /** The application's fault: its log gets all of it, the client the code only. */
        @Override
        public boolean failed(Throwable failure) {
            log.error("Session {}: its handler failed", session.getId(), failure);
            tell(failure);
            if (session.isOpen()) {
                session.close(CloseStatus.SERVER_ERROR);
            }
            return false;
        }

        @Override
        public void ended() {
            ended.run();
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

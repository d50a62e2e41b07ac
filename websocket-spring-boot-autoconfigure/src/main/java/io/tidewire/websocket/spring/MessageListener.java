package io.tidewire.websocket.spring;

import io.tidewire.websocket.WebSocketMessage;
import io.tidewire.websocket.spring.HandlerMethods.ConnectionArguments;
import io.tidewire.websocket.spring.MessageMethods.Routed;
import java.util.Objects;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.util.context.ContextView;

/** Calls a method for each message: see {@link MessageMethods}. */
final class MessageListener extends MethodListener {

    /** Messages on their way to their methods: enough to keep a worker busy, little enough to hold. */
    private static final int WINDOW = 16;

    private final @Nullable MessageMethods methods;
    private final boolean routesOnLoop;
    private int handled;

    MessageListener(
            AnnotatedHandler handler,
            Object bean,
            SocketSession session,
            ConnectionArguments arguments,
            ContextView context,
            Executor worker) {
        super(handler, bean, session, arguments, context, worker);
        this.methods = handler.methods().messages();
        this.routesOnLoop = handler.methods().routesOnLoop();
    }

    @Override
    public void onOpen(Inbound opened) {
        super.onOpen(opened);
        calls().add(new FirstRequest());
    }

    @Override
    public void onMessage(WebSocketMessage message) {
        calls().add(new MessageCall(message));
    }

    /** Messages are asked for when the method for the open connection has ended. */
    private final class FirstRequest implements CallQueue.Call {

        @Override
        public boolean onLoop() {
            return true;
        }

        @Override
        public @Nullable Mono<Void> run() {
            inbound().request(WINDOW);
            return null;
        }

        @Override
        public boolean failed(Throwable failure) {
            fail(failure, true);
            return false;
        }
    }

    private final class MessageCall extends MethodCall {

        private @Nullable WebSocketMessage message;

        MessageCall(WebSocketMessage message) {
            super(null, null, false);
            this.message = message;
        }

        @Override
        public boolean onLoop() {
            return method == null ? routesOnLoop : method.onLoop();
        }

        @Override
        public @Nullable Mono<Void> run() throws Throwable {
            if (inbound().isAbandoned()) {
                return null;
            }
            if (message != null) {
                WebSocketMessage unrouted = message;
                message = null;
                if (methods == null) {
                    throw new UnacceptableMessageException("no");
                }
                Routed routed = methods.route(unrouted);
                method = routed.method();
                event = routed.payload();
                if (method.onLoop() != routesOnLoop) {
                    return CallQueue.ELSEWHERE;
                }
            }
            return call(Objects.requireNonNull(method), event);
        }

        @Override
        public void ended() {
            if (++handled == WINDOW / 2) {
                handled = 0;
                inbound().request(WINDOW / 2);
            }
        }
    }
}

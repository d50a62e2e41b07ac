package io.tidewire.websocket.spring;

import io.tidewire.websocket.WebSocketMessage;
import io.tidewire.websocket.session.InboundWindow;
import io.tidewire.websocket.spring.HandlerMethods.ConnectionArguments;
import io.tidewire.websocket.spring.MessageMethods.Routed;
import java.util.Objects;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.util.context.ContextView;

/** Calls a method for each message: see {@link MessageMethods}. */
final class MessageListener extends MethodListener {

    private final @Nullable MessageMethods methods;
    private final boolean routesOnLoop;
    private @Nullable InboundWindow window;

    MessageListener(
            AnnotatedHandler handler,
            Object bean,
            SocketSession session,
            ConnectionArguments arguments,
            ContextView context,
            Executor worker) {
        super(handler, bean, session, arguments, context, worker);
        this.methods = handler.methods().messages();
        this.routesOnLoop = methods != null && methods.hasMethodOnLoop();
    }

    @Override
    public void onOpen(Inbound opened) {
        super.onOpen(opened);
        window = new InboundWindow(opened);
        window.open(); // what comes waits for its turn, and what answers a request need not
    }

    @Override
    public void onMessage(WebSocketMessage message) {
        window().taken(message);
        calls().add(new MessageCall(message));
    }

    private InboundWindow window() {
        return Objects.requireNonNull(window);
    }

    private final class MessageCall extends MethodCall {

        private final WebSocketMessage message;
        private boolean routed;

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
            if (inbound().isAbandoned() && !isForFailure) {
                return null;
            }
            if (!routed) {
                routed = true;
                if (methods == null) {
                    throw UnacceptableMessageException.nothingExpected();
                }
                Routed found = methods.route(message);
                method = found.method();
                event = found.payload();
                if (method.onLoop() != routesOnLoop) {
                    return CallQueue.ELSEWHERE;
                }
            }
            return call(Objects.requireNonNull(method), event);
        }

        @Override
        public void ended() {
            window().handled(message);
        }
    }
}

package io.tidewire.websocket.spring;

import io.tidewire.websocket.HandshakeInfo;
import io.tidewire.websocket.WebSocketListener;
import io.tidewire.websocket.spring.HandlerMethods.ConnectionArguments;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import org.springframework.util.ClassUtils;
import reactor.util.context.ContextView;

/** How the class of a {@link SocketHandler} is written, and thus what listens to its connections. */
sealed interface HandlerStyle {

    /**
     * Gets ready for a connection whose handshake is about to be answered.
     *
     * @param attributes of the session to be
     * @throws org.springframework.web.server.ResponseStatusException if the handshake has not what the handler needs
     */
    Opening prepare(Object bean, HandshakeInfo request, Map<String, Object> attributes);

    /** Gives a connection its listener. */
    interface Opening {
        WebSocketListener listen(SocketSession session, ContextView context);
    }

    /** A subclass of {@link AbstractWebSocketHandler}. */
    record Callbacks(boolean onLoop, Executor worker) implements HandlerStyle {

        @Override
        public Opening prepare(Object bean, HandshakeInfo request, Map<String, Object> attributes) {
            return (session, context) -> new CallbackListener((AbstractWebSocketHandler) bean, session, onLoop, worker);
        }
    }

    /** A class with annotated methods. */
    record Annotated(AnnotatedHandler handler, Executor worker) implements HandlerStyle {

        @Override
        public Opening prepare(Object bean, HandshakeInfo request, Map<String, Object> attributes) {
            ConnectionArguments arguments = handler.methods().connectionArguments(request, attributes);
            return (session, context) -> {
                if (handler.methods().stream() != null) {
                    return new StreamListener(handler, bean, session, arguments, context, worker);
                }
                if (handler.methods().streamed() != null) {
                    return new StreamedMessageListener(handler, bean, session, arguments, context, worker);
                }
                return new MessageListener(handler, bean, session, arguments, context, worker);
            };
        }
    }

    /**
     * The style of a class.
     *
     * @param type the bean's class, perhaps a proxy's
     * @param pathVariables the names of those that the endpoint's path has
     * @throws SocketHandlerConfigurationException if it has none, or both, or there is a mistake in it
     */
    static HandlerStyle of(
            Class<?> type, EndpointSettings settings, Set<String> pathVariables, HandlerSupport support) {
        Class<?> written = ClassUtils.getUserClass(type);
        if (!AbstractWebSocketHandler.class.isAssignableFrom(written)) {
            HandlerMethods methods = new HandlerMethodReader(support, settings, pathVariables, type).read();
            return new Annotated(
                    new AnnotatedHandler(
                            methods, support.codec(), settings.payload().invalid()),
                    support.worker());
        }
        if (HandlerMethodReader.hasMethods(type)) {
            throw new SocketHandlerConfigurationException(
                    "The socket handler " + written.getName() + " extends AbstractWebSocketHandler and has annotated"
                            + " methods such as @OnMessage.",
                    "Take one of the two away.");
        }
        if (!AbstractWebSocketHandler.class.isAssignableFrom(type)) {
            throw new SocketHandlerConfigurationException(
                    "The socket handler " + written.getName() + " extends AbstractWebSocketHandler, but its bean is a"
                            + " proxy that does not.",
                    "Let Spring make proxies of classes: spring.aop.proxy-target-class=true.");
        }
        return new Callbacks(settings.execution() == Execution.EVENT_LOOP, support.worker());
    }
}

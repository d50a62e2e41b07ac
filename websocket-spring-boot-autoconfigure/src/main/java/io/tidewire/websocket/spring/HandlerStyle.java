package io.tidewire.websocket.spring;

import io.tidewire.websocket.WebSocketListener;
import io.tidewire.websocket.WebSocketSession;
import java.lang.reflect.Method;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Executor;
import org.springframework.aop.support.AopUtils;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;
import reactor.util.context.ContextView;

/** How the class of a {@link SocketHandler} is written, and thus what listens to its connections. */
sealed interface HandlerStyle {

    /** The listener of a connection. */
    WebSocketListener listen(Object bean, WebSocketSession session, ContextView context);

    /** A subclass of {@link AbstractWebSocketHandler}. */
    record Callbacks(Executor executor) implements HandlerStyle {

        @Override
        public WebSocketListener listen(Object bean, WebSocketSession session, ContextView context) {
            return new CallbackListener((AbstractWebSocketHandler) bean, session, executor);
        }
    }

    /** A class with an {@link OnMessage} method. */
    record Stream(StreamMethod method, Execution execution, Executor worker) implements HandlerStyle {

        @Override
        public WebSocketListener listen(Object bean, WebSocketSession session, ContextView context) {
            return new StreamListener(method, bean, session, context, execution == Execution.WORKER ? worker : null);
        }
    }

    /** A class with an {@link OnMessage} method that is called for each message while it arrives. */
    record EachStreamed(StreamedMessageMethod method, Execution execution, Executor worker) implements HandlerStyle {

        @Override
        public WebSocketListener listen(Object bean, WebSocketSession session, ContextView context) {
            return new StreamedMessageListener(
                    session,
                    context,
                    execution == Execution.WORKER ? worker : null,
                    (it, message) -> method.handle(bean, it, message));
        }
    }

    /**
     * The style of a class.
     *
     * @param type the bean's class, perhaps a proxy's
     * @throws SocketHandlerConfigurationException if it has none, or both
     */
    static HandlerStyle of(Class<?> type, Execution execution, Executor worker) {
        Class<?> written = ClassUtils.getUserClass(type);
        List<Method> methods = MethodIntrospector.selectMethods(written, (ReflectionUtils.MethodFilter)
                        method -> AnnotatedElementUtils.hasAnnotation(method, OnMessage.class))
                .stream()
                .sorted(Comparator.comparing(Method::toString))
                .toList();
        boolean callbacks = AbstractWebSocketHandler.class.isAssignableFrom(written);
        if (callbacks && !methods.isEmpty()) {
            throw new SocketHandlerConfigurationException(
                    "The socket handler " + written.getName() + " extends AbstractWebSocketHandler and has the"
                            + " @OnMessage method " + methods.get(0).getName() + ".",
                    "Take one of the two away.");
        }
        if (callbacks) {
            return new Callbacks(execution == Execution.EVENT_LOOP ? Runnable::run : worker);
        }
        if (methods.isEmpty()) {
            throw new SocketHandlerConfigurationException(
                    "The socket handler " + written.getName() + " has no method that takes messages.",
                    "Extend TextWebSocketHandler, BinaryWebSocketHandler or AbstractWebSocketHandler, or annotate a"
                            + " method such as Flux<String> answers(Flux<String> questions) with @OnMessage.");
        }
        if (methods.size() > 1) {
            throw new SocketHandlerConfigurationException(
                    "The socket handler " + written.getName() + " has several @OnMessage methods: "
                            + methods.stream().map(Method::getName).toList() + ".",
                    "Leave the annotation on one of them: it is called once for each connection and takes all its"
                            + " messages.");
        }
        Method invocable = AopUtils.selectInvocableMethod(methods.get(0), type);
        if (StreamedMessageMethod.matches(invocable)) {
            return new EachStreamed(StreamedMessageMethod.of(invocable, written), execution, worker);
        }
        return new Stream(StreamMethod.of(invocable, written), execution, worker);
    }
}

package io.tidewire.websocket.spring;

import io.tidewire.websocket.StreamedMessage;
import io.tidewire.websocket.WebSocketSession;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.springframework.core.ResolvableType;
import org.springframework.util.ReflectionUtils;
import reactor.core.publisher.Mono;

/**
 * A method with {@link OnMessage} that takes a {@link StreamedMessage}, understood.
 *
 * @param output what it returns a stream of; {@code null} for {@code Void}
 */
record StreamedMessageMethod(Method method, @Nullable MessageKind output) {

    private static final String ACTION = "Write a method such as Mono<Void> store(StreamedMessage message): one"
            + " StreamedMessage, and the WebSocketSession if you like; it returns a Publisher of Void,"
            + " WebSocketMessage, TextMessage, BinaryMessage, String or byte[].";

    /** Whether a method takes a message while it arrives. */
    static boolean matches(Method method) {
        return Arrays.asList(method.getParameterTypes()).contains(StreamedMessage.class);
    }

    /**
     * Understands a method that {@link #matches}.
     *
     * @param handler the class whose type arguments the method may use
     * @throws SocketHandlerConfigurationException if it has not the shape that {@link OnMessage} demands
     */
    static StreamedMessageMethod of(Method method, Class<?> handler) {
        int messages = 0;
        for (Class<?> type : method.getParameterTypes()) {
            if (type == StreamedMessage.class) {
                messages++;
            } else if (type != WebSocketSession.class && type != SocketSession.class) {
                throw misshapen(method, "has an argument of type " + type.getSimpleName());
            }
        }
        if (messages > 1) {
            throw misshapen(method, "takes two messages");
        }
        if (!Publisher.class.isAssignableFrom(method.getReturnType())) {
            throw misshapen(method, "returns " + method.getReturnType().getSimpleName());
        }
        Class<?> returned = ResolvableType.forMethodReturnType(method, handler)
                .as(Publisher.class)
                .getGeneric(0)
                .resolve(Object.class);
        MessageKind output = MessageKind.of(returned);
        if (output == null && returned != Void.class) {
            throw misshapen(method, "returns a stream of " + returned.getSimpleName());
        }
        ReflectionUtils.makeAccessible(method);
        return new StreamedMessageMethod(method, output);
    }

    private static SocketHandlerConfigurationException misshapen(Method method, String why) {
        return new SocketHandlerConfigurationException(
                "The @OnMessage method " + method.toGenericString() + " " + why + ".", ACTION);
    }

    /** Calls the method, and sends what it returns; what it throws comes out as the publisher's failure. */
    Publisher<?> handle(Object bean, WebSocketSession session, StreamedMessage message) {
        Publisher<?> returned;
        try {
            returned = invoke(bean, session, message);
        } catch (Throwable failure) {
            return Mono.error(failure);
        }
        return output == null ? returned : session.send(output.encode(returned));
    }

    private Publisher<?> invoke(Object bean, WebSocketSession session, StreamedMessage message) throws Throwable {
        Object[] arguments = new Object[method.getParameterCount()];
        for (int i = 0; i < arguments.length; i++) {
            arguments[i] = method.getParameterTypes()[i] == StreamedMessage.class ? message : session;
        }
        Object returned;
        try {
            returned = method.invoke(bean, arguments);
        } catch (InvocationTargetException failed) {
            throw failed.getTargetException();
        }
        if (returned == null) {
            throw new IllegalStateException(method.toGenericString() + " returned null instead of a Publisher");
        }
        return (Publisher<?>) returned;
    }
}

package io.tidewire.websocket.spring;

import io.tidewire.websocket.WebSocketSession;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.springframework.core.ResolvableType;
import org.springframework.util.ReflectionUtils;
import reactor.core.publisher.Flux;

/**
 * A method with {@link OnMessage}, understood.
 *
 * @param input what its stream receives
 * @param output what it returns a stream of; {@code null} for {@code Void}
 * @param inputIndex which of its arguments the stream is
 */
record StreamMethod(
        Method method, MessageKind input, @Nullable MessageKind output, int inputIndex) {

    private static final String ACTION = "Write a method such as Flux<String> answers(Flux<String> questions): one Flux"
            + " or Publisher of WebSocketMessage, TextMessage, BinaryMessage, String or byte[], and the"
            + " WebSocketSession if you like; it returns a Publisher of these or of Void.";

    /**
     * Understands a method.
     *
     * @param handler the class whose type arguments the method may use
     * @throws SocketHandlerConfigurationException if it has not the shape that {@link OnMessage} demands
     */
    static StreamMethod of(Method method, Class<?> handler) {
        int inputIndex = -1;
        for (int i = 0; i < method.getParameterCount(); i++) {
            Class<?> type = method.getParameterTypes()[i];
            if (type == Flux.class || type == Publisher.class) {
                if (inputIndex >= 0) {
                    throw misshapen(method, "takes two streams");
                }
                inputIndex = i;
            } else if (type != WebSocketSession.class) {
                throw misshapen(method, "has an argument of type " + type.getSimpleName());
            }
        }
        if (inputIndex < 0) {
            throw misshapen(method, "takes no stream");
        }
        Class<?> received = elementOf(ResolvableType.forMethodParameter(method, inputIndex, handler));
        MessageKind input = MessageKind.of(received);
        if (input == null) {
            throw misshapen(method, "takes a stream of " + received.getSimpleName());
        }
        if (!Publisher.class.isAssignableFrom(method.getReturnType())) {
            throw misshapen(method, "returns " + method.getReturnType().getSimpleName());
        }
        Class<?> returned = elementOf(ResolvableType.forMethodReturnType(method, handler));
        MessageKind output = MessageKind.of(returned);
        if (output == null && returned != Void.class) {
            throw misshapen(method, "returns a stream of " + returned.getSimpleName());
        }
        ReflectionUtils.makeAccessible(method);
        return new StreamMethod(method, input, output, inputIndex);
    }

    private static Class<?> elementOf(ResolvableType stream) {
        return stream.as(Publisher.class).getGeneric(0).resolve(Object.class);
    }

    private static SocketHandlerConfigurationException misshapen(Method method, String why) {
        return new SocketHandlerConfigurationException(
                "The @OnMessage method " + method.toGenericString() + " " + why + ".", ACTION);
    }

    /** Calls the method; what it throws comes out as it is. */
    Publisher<?> invoke(Object bean, Flux<?> received, WebSocketSession session) throws Throwable {
        Object[] arguments = new Object[method.getParameterCount()];
        for (int i = 0; i < arguments.length; i++) {
            arguments[i] = i == inputIndex ? received : session;
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

package io.tidewire.websocket.spring;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.tidewire.websocket.WebSocketMessage;
import io.tidewire.websocket.spring.MessageMethods.MessageMethod;
import io.tidewire.websocket.spring.MessageMethods.Routed;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.AnnotatedElementUtils;

/** The methods of one class whose payloads are JSON, told apart. */
sealed interface JsonMethods {

    /**
     * The method for a text, and its payload.
     *
     * @param hasOther whether there is a method for text that is none of these
     * @return {@code null} if it is for that other one
     * @throws InvalidPayloadException if the payload cannot be read, or no method takes it
     */
    @Nullable
    Routed route(WebSocketMessage message, boolean hasOther);

    /** Whether one of them runs on the event loop. */
    boolean hasMethodOnLoop();

    /** The only method takes all texts. */
    record Single(MessageMethod method) implements JsonMethods {

        @Override
        public Routed route(WebSocketMessage message, boolean hasOther) {
            return method.route(message);
        }

        @Override
        public boolean hasMethodOnLoop() {
            return method.method().onLoop();
        }
    }

    /** A property of the JSON names the type. */
    record ByProperty(PayloadCodec codec, String property, Map<String, MessageMethod> methods) implements JsonMethods {

        @Override
        public @Nullable Routed route(WebSocketMessage message, boolean hasOther) {
            String type = codec.property(message, property);
            MessageMethod method = type == null ? null : methods.get(type);
            if (method != null) {
                return method.route(message);
            }
            if (hasOther) {
                return null;
            }
            throw new InvalidPayloadException(
                    type == null ? "payload has no text property " + property : "payload has an unknown " + property,
                    (Throwable) null);
        }

        @Override
        public boolean hasMethodOnLoop() {
            return methods.values().stream().anyMatch(method -> method.method().onLoop());
        }
    }

    /** Jackson reads the type, as {@code @JsonTypeInfo} on a common super type tells it to. */
    record ByClass(Function<WebSocketMessage, Object> decoder, List<MessageMethod> methods) implements JsonMethods {

        @Override
        public @Nullable Routed route(WebSocketMessage message, boolean hasOther) {
            Object payload;
            try {
                payload = decoder.apply(message);
            } catch (InvalidPayloadException unreadable) {
                if (hasOther) {
                    return null;
                }
                throw unreadable;
            }
            MessageMethod best = null;
            for (MessageMethod method : methods) {
                if (classOf(method).isInstance(payload)
                        && (best == null || classOf(best).isAssignableFrom(classOf(method)))) {
                    best = method;
                }
            }
            if (best != null) {
                return new Routed(best.method(), payload);
            }
            if (hasOther) {
                return null;
            }
            throw new InvalidPayloadException("payload of a type that is not handled here", (Throwable) null);
        }

        @Override
        public boolean hasMethodOnLoop() {
            return methods.stream().anyMatch(method -> method.method().onLoop());
        }
    }

    private static Class<?> classOf(MessageMethod method) {
        return ResolvableType.forType(method.payload().type()).resolve(Object.class);
    }

    /**
     * The methods of a class.
     *
     * @param named the values of {@link OnMessage#type}, empty where there is none
     * @param property tells types apart that Jackson does not
     * @param hasOther whether there is also a method for text that is none of these
     */
    static @Nullable JsonMethods of(
            List<MessageMethod> methods, List<String> named, PayloadCodec codec, String property, boolean hasOther) {
        if (methods.isEmpty()) {
            return null;
        }
        Set<Class<?>> roots = new LinkedHashSet<>();
        List<MessageMethod> rootless = new ArrayList<>();
        for (MessageMethod method : methods) {
            Class<?> root = rootOf(classOf(method));
            if (root == null) {
                rootless.add(method);
            } else {
                roots.add(root);
            }
        }
        if (roots.isEmpty()) {
            return methods.size() == 1 && !hasOther && named.get(0).isEmpty()
                    ? new Single(methods.get(0))
                    : new ByProperty(codec, property, byName(methods, named, codec, property));
        }
        if (roots.size() > 1 || !rootless.isEmpty()) {
            throw new SocketHandlerConfigurationException(
                    "The @OnMessage methods "
                            + methods.stream()
                                    .map(method -> method.method().toString())
                                    .toList()
                            + " tell their types apart in different ways: some by @JsonTypeInfo, and not all of them by"
                            + " that of one super type.",
                    "Give all of their payloads one super type with @JsonTypeInfo, or none.");
        }
        for (int i = 0; i < methods.size(); i++) {
            if (!named.get(i).isEmpty()) {
                throw new SocketHandlerConfigurationException(
                        "The @OnMessage method " + methods.get(i).method() + " names the type " + named.get(i)
                                + ", but Jackson tells its type by @JsonTypeInfo.",
                        "Take the type out of @OnMessage.");
            }
        }
        return new ByClass(codec.decoder(roots.iterator().next()), List.copyOf(methods));
    }

    private static Map<String, MessageMethod> byName(
            List<MessageMethod> methods, List<String> named, PayloadCodec codec, String property) {
        Map<String, MessageMethod> byName = new HashMap<>();
        for (int i = 0; i < methods.size(); i++) {
            MessageMethod method = methods.get(i);
            String simple = method.payload().simpleName();
            String name = named.get(i).isEmpty()
                    ? Character.toLowerCase(simple.charAt(0)) + simple.substring(1)
                    : named.get(i);
            PayloadType payload = method.payload();
            MessageMethod known = byName.put(
                    name,
                    new MessageMethod(
                            method.method(),
                            new PayloadType(
                                    payload.type(), payload.message(), true, codec.decoder(payload.type(), property))));
            if (known != null) {
                throw new SocketHandlerConfigurationException(
                        "The @OnMessage methods " + known.method() + " and " + method.method()
                                + " both take JSON of the " + property + " \"" + name + "\".",
                        "Take one of them away, or name the type of one: @OnMessage(type = \"...\").");
            }
        }
        return Map.copyOf(byName);
    }

    /** The super type, or the type itself, that Jackson tells sub-types of; {@code null} if there is none. */
    private static @Nullable Class<?> rootOf(Class<?> type) {
        Class<?> root = AnnotatedElementUtils.hasAnnotation(type, JsonTypeInfo.class) ? type : null;
        for (Class<?> superType = type.getSuperclass(); superType != null; superType = superType.getSuperclass()) {
            Class<?> higher = rootOf(superType);
            root = higher == null ? root : higher;
        }
        for (Class<?> superType : type.getInterfaces()) {
            Class<?> higher = rootOf(superType);
            root = higher == null ? root : higher;
        }
        return root;
    }
}

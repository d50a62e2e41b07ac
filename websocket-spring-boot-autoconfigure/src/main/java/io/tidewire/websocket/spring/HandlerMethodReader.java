package io.tidewire.websocket.spring;

import io.tidewire.websocket.CloseStatus;
import io.tidewire.websocket.StreamedMessage;
import io.tidewire.websocket.WebSocketMessage;
import io.tidewire.websocket.WebSocketSession;
import io.tidewire.websocket.spring.HandlerMethods.ErrorMethod;
import io.tidewire.websocket.spring.MessageMethods.MessageMethod;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.springframework.aop.support.AopUtils;
import org.springframework.core.DefaultParameterNameDiscoverer;
import org.springframework.core.GenericTypeResolver;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.MethodParameter;
import org.springframework.core.ParameterNameDiscoverer;
import org.springframework.core.ReactiveAdapter;
import org.springframework.core.ReactiveAdapterRegistry;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.SynthesizingMethodParameter;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.SessionAttribute;

/** Reads the annotated methods of a class, and finds the mistakes in them. */
final class HandlerMethodReader {

    private static final List<Class<? extends Annotation>> ANNOTATIONS =
            List.of(OnOpen.class, OnMessage.class, OnPong.class, OnClose.class, OnError.class);

    private static final ParameterNameDiscoverer PARAMETER_NAMES = new DefaultParameterNameDiscoverer();

    private final HandlerSupport support;
    private final EndpointSettings settings;
    private final Set<String> pathVariables;
    private final Class<?> proxied;
    private final Class<?> written;

    private final List<SocketMethod> all = new ArrayList<>();

    /**
     * A reader of one class.
     *
     * @param type the bean's class, perhaps a proxy's
     * @param pathVariables the names of those that the endpoint's path has
     */
    HandlerMethodReader(HandlerSupport support, EndpointSettings settings, Set<String> pathVariables, Class<?> type) {
        this.support = support;
        this.settings = settings;
        this.pathVariables = pathVariables;
        this.proxied = type;
        this.written = ClassUtils.getUserClass(type);
    }

    /** Whether a class has any such method. */
    static boolean hasMethods(Class<?> type) {
        return !methods(ClassUtils.getUserClass(type), OnMessage.class).isEmpty()
                || ANNOTATIONS.stream()
                        .anyMatch(annotation -> !methods(ClassUtils.getUserClass(type), annotation)
                                .isEmpty());
    }

    private static List<Method> methods(Class<?> type, Class<? extends Annotation> annotation) {
        return MethodIntrospector.selectMethods(type, (ReflectionUtils.MethodFilter)
                        method -> AnnotatedElementUtils.hasAnnotation(method, annotation))
                .stream()
                .sorted(Comparator.comparing(Method::toString))
                .toList();
    }

    /**
     * The methods of the class.
     *
     * @throws SocketHandlerConfigurationException if there is a mistake in them
     */
    HandlerMethods read() {
        requireOneAnnotationEach();
        SocketMethod open = single(OnOpen.class, null);
        SocketMethod pong = single(OnPong.class, HandlerMethodReader::pongArgument);
        SocketMethod close = single(OnClose.class, HandlerMethodReader::closeArgument);
        if (close != null && !close.result().isVoid()) {
            throw mistake(
                    close.method(),
                    "returns something to send when the connection has ended",
                    "Let it return nothing, or a Mono<Void> that does its work.");
        }
        List<ErrorMethod> errors = errors();
        List<Method> onMessage = methods(written, OnMessage.class);
        if (onMessage.isEmpty() && open == null) {
            throw new SocketHandlerConfigurationException(
                    "The socket handler " + written.getName() + " has no method that takes messages.",
                    "Annotate a method such as Answer answer(Question question), or Flux<String> answers(Flux<String>"
                            + " questions), with @OnMessage, or extend TextWebSocketHandler.");
        }
        StreamMethod stream = null;
        SocketMethod streamed = null;
        MessageMethods messages = null;
        if (onMessage.stream().anyMatch(HandlerMethodReader::takesAll)) {
            if (onMessage.size() > 1) {
                throw new SocketHandlerConfigurationException(
                        "The socket handler " + written.getName() + " has several @OnMessage methods, "
                                + onMessage.stream().map(Method::getName).toList()
                                + ", one of which takes all messages.",
                        "Leave the annotation on that one, or let each take a single payload.");
            }
            Method method = onMessage.get(0);
            if (takesStreamed(method)) {
                streamed = streamed(method);
            } else {
                stream = stream(method);
            }
        } else if (!onMessage.isEmpty()) {
            messages = messages(onMessage);
        }
        return new HandlerMethods(open, messages, stream, streamed, pong, close, errors, List.copyOf(all));
    }

    private void requireOneAnnotationEach() {
        for (Class<? extends Annotation> annotation : ANNOTATIONS) {
            for (Method method : methods(written, annotation)) {
                for (Class<? extends Annotation> other : ANNOTATIONS) {
                    if (other != annotation && AnnotatedElementUtils.hasAnnotation(method, other)) {
                        throw mistake(
                                method,
                                "has @" + annotation.getSimpleName() + " and @" + other.getSimpleName(),
                                "Take one of the two away.");
                    }
                }
            }
        }
    }

    // ---- methods for single messages

    private MessageMethods messages(List<Method> methods) {
        List<MessageMethod> json = new ArrayList<>();
        List<String> names = new ArrayList<>();
        MessageMethod text = null;
        MessageMethod binary = null;
        for (Method method : methods) {
            String name = Objects.requireNonNull(AnnotatedElementUtils.findMergedAnnotation(method, OnMessage.class))
                    .type();
            MessageMethod found = message(method);
            PayloadType payload = found.payload();
            if (payload.isJson()) {
                json.add(found);
                names.add(name);
                continue;
            }
            if (!name.isEmpty()) {
                throw mistake(
                        method,
                        "names the JSON type " + name + " and takes a " + payload.simpleName(),
                        "Take the type out of @OnMessage, or let it take a type that is read from JSON.");
            }
            if (payload.message().isAssignableFrom(io.tidewire.websocket.TextMessage.class)) {
                requireFree(text, found, "text");
                text = found;
            }
            if (payload.message().isAssignableFrom(io.tidewire.websocket.BinaryMessage.class)) {
                requireFree(binary, found, "binary");
                binary = found;
            }
        }
        String property = settings.payload().typeProperty();
        return new MessageMethods(JsonMethods.of(json, names, support.codec(), property, text != null), text, binary);
    }

    private static void requireFree(@Nullable MessageMethod known, MessageMethod found, String kind) {
        if (known != null) {
            throw new SocketHandlerConfigurationException(
                    "The @OnMessage methods " + known.method() + " and " + found.method() + " both take " + kind
                            + " messages.",
                    "Take one of them away, or let each take another type.");
        }
    }

    private MessageMethod message(Method method) {
        MethodParameter[] payload = new MethodParameter[1];
        SocketMethod understood = understand(method, parameter -> {
            if (payload[0] != null || isNoPayload(parameter)) {
                return null;
            }
            payload[0] = parameter;
            UnaryOperator<Object> validator = support.validator().of(parameter);
            return validator == null
                    ? (session, event) -> event
                    : (session, event) -> validator.apply(Objects.requireNonNull(event));
        });
        if (payload[0] == null) {
            throw mistake(
                    method,
                    "takes no payload",
                    "Add an argument for it, such as a String, a byte[] or a type of your own.");
        }
        return new MessageMethod(understood, PayloadType.of(typeOf(payload[0]), support.codec()));
    }

    /** Types that nobody means to be read from JSON. */
    private static boolean isNoPayload(MethodParameter parameter) {
        Class<?> type = parameter.getParameterType();
        return Throwable.class.isAssignableFrom(type)
                || type == CloseStatus.class
                || ReactiveAdapterRegistry.getSharedInstance().getAdapter(type) != null
                || parameter.hasParameterAnnotation(PathVariable.class);
    }

    // ---- methods for all messages

    private static boolean takesAll(Method method) {
        return takesStreamed(method)
                || Arrays.stream(method.getParameterTypes()).anyMatch(type -> streamAdapter(type) != null);
    }

    private static boolean takesStreamed(Method method) {
        return Arrays.asList(method.getParameterTypes()).contains(StreamedMessage.class);
    }

    private SocketMethod streamed(Method method) {
        MethodParameter[] message = new MethodParameter[1];
        return understand(method, parameter -> {
            if (message[0] != null || parameter.getParameterType() != StreamedMessage.class) {
                return null;
            }
            message[0] = parameter;
            return (session, event) -> event;
        });
    }

    private static @Nullable ReactiveAdapter streamAdapter(Class<?> type) {
        ReactiveAdapter adapter = ReactiveAdapterRegistry.getSharedInstance().getAdapter(type);
        return adapter != null && adapter.isMultiValue() ? adapter : null;
    }

    private StreamMethod stream(Method method) {
        MethodParameter[] stream = new MethodParameter[1];
        SocketMethod understood = understand(method, parameter -> {
            if (stream[0] != null || streamAdapter(parameter.getParameterType()) == null) {
                return null;
            }
            stream[0] = parameter;
            return (session, event) -> event;
        });
        if (!understood.result().isReactive()) {
            throw mistake(
                    method,
                    "takes a stream and returns " + method.getReturnType().getSimpleName(),
                    "Let it return a Flux or a Mono: the session lasts as long as that does.");
        }
        ReactiveAdapter adapter = Objects.requireNonNull(streamAdapter(stream[0].getParameterType()));
        Type element =
                ResolvableType.forMethodParameter(stream[0]).getGeneric(0).getType();
        Class<?> returned = ResolvableType.forMethodReturnType(understood.method(), written)
                .getGeneric(0)
                .resolve(Object.class);
        return new StreamMethod(
                understood,
                adapter,
                PayloadType.of(element, support.codec()),
                support.validator().of(stream[0]),
                WebSocketMessage.class.isAssignableFrom(returned)
                        && Publisher.class.isAssignableFrom(method.getReturnType()));
    }

    // ---- the others

    private @Nullable SocketMethod single(Class<? extends Annotation> annotation, @Nullable EventArgument event) {
        List<Method> methods = methods(written, annotation);
        if (methods.size() > 1) {
            throw new SocketHandlerConfigurationException(
                    "The socket handler " + written.getName() + " has several @" + annotation.getSimpleName()
                            + " methods: "
                            + methods.stream().map(Method::getName).toList() + ".",
                    "Leave the annotation on one of them.");
        }
        return methods.isEmpty() ? null : understand(methods.get(0), event == null ? parameter -> null : event);
    }

    private List<ErrorMethod> errors() {
        List<ErrorMethod> errors = new ArrayList<>();
        for (Method method : methods(written, OnError.class)) {
            List<Class<? extends Throwable>> failure = new ArrayList<>();
            SocketMethod understood = understand(method, parameter -> {
                Class<?> type = parameter.getParameterType();
                if (!failure.isEmpty() || !Throwable.class.isAssignableFrom(type)) {
                    return null;
                }
                failure.add(type.asSubclass(Throwable.class));
                return (session, event) -> event;
            });
            if (failure.isEmpty()) {
                throw mistake(method, "takes no exception", "Add an argument for the one that it is called for.");
            }
            for (ErrorMethod other : errors) {
                if (other.failure() == failure.get(0)) {
                    throw new SocketHandlerConfigurationException(
                            "The @OnError methods " + other.method() + " and " + understood + " both take "
                                    + failure.get(0).getSimpleName() + ".",
                            "Take one of them away, or let each take another exception.");
                }
            }
            errors.add(new ErrorMethod(understood, failure.get(0)));
        }
        return List.copyOf(errors);
    }

    private static Argument.@Nullable OfCall pongArgument(MethodParameter parameter) {
        Class<?> type = parameter.getParameterType();
        if (type == byte[].class) {
            return (session, event) -> event;
        }
        if (type == ByteBuffer.class) {
            return (session, event) -> ByteBuffer.wrap((byte[]) Objects.requireNonNull(event));
        }
        if (type == DataBuffer.class) {
            return (session, event) ->
                    DefaultDataBufferFactory.sharedInstance.wrap((byte[]) Objects.requireNonNull(event));
        }
        return null;
    }

    private static Argument.@Nullable OfCall closeArgument(MethodParameter parameter) {
        return parameter.getParameterType() == CloseStatus.class ? (session, event) -> event : null;
    }

    // ---- arguments

    /** The argument that carries what a method is called for; {@code null} if a parameter is not for that. */
    private interface EventArgument {
        Argument.@Nullable OfCall of(MethodParameter parameter);
    }

    private SocketMethod understand(Method declared, EventArgument event) {
        if (Modifier.isStatic(declared.getModifiers())) {
            throw mistake(declared, "is static", "Make it a method of the bean.");
        }
        Method method;
        try {
            method = AopUtils.selectInvocableMethod(declared, proxied);
        } catch (IllegalStateException notOnProxy) {
            throw mistake(
                    declared,
                    "cannot be called on the proxy that stands before its bean",
                    "Make it public or package-private and not final, and let Spring make proxies of classes:"
                            + " spring.aop.proxy-target-class=true.");
        }
        List<Argument> arguments = new ArrayList<>();
        for (int i = 0; i < SocketMethod.argumentCount(method); i++) {
            MethodParameter parameter = new SynthesizingMethodParameter(method, i).withContainingClass(written);
            parameter.initParameterNameDiscovery(PARAMETER_NAMES);
            Argument argument = argument(parameter, event);
            if (argument == null) {
                throw mistake(
                        declared,
                        "has an argument that nobody can resolve: "
                                + parameter.getParameterType().getSimpleName() + " " + parameter.getParameterName(),
                        "Take it away, or add a SocketArgumentResolver bean for it.");
            }
            arguments.add(argument);
        }
        ReflectionUtils.makeAccessible(method);
        MethodResult result = MethodResult.of(method, written);
        boolean onLoop = switch (settings.execution()) {
            case AUTO -> result.isReactive();
            case EVENT_LOOP -> true;
            case WORKER -> false;
        };
        SocketMethod understood = new SocketMethod(all.size(), method, List.copyOf(arguments), result, onLoop);
        all.add(understood);
        return understood;
    }

    private @Nullable Argument argument(MethodParameter parameter, EventArgument event) {
        for (SocketArgumentResolver resolver : support.resolvers()) {
            if (resolver.supports(parameter)) {
                return (Argument.OfCall) (session, ignored) -> resolver.resolve(parameter, session);
            }
        }
        Class<?> type = parameter.getParameterType();
        if (type == WebSocketSession.class || type == SocketSession.class) {
            return (Argument.OfCall) (session, ignored) -> session;
        }
        SessionAttribute attribute = parameter.getParameterAnnotation(SessionAttribute.class);
        if (attribute != null) {
            return sessionAttribute(parameter, attribute);
        }
        requirePathVariable(parameter);
        Argument ofHandshake = AuthenticationArguments.of(parameter);
        if (ofHandshake == null) {
            ofHandshake = new HandshakeArguments(support.conversion()).of(parameter);
        }
        return ofHandshake == null ? event.of(parameter) : ofHandshake;
    }

    private static Argument.OfCall sessionAttribute(MethodParameter parameter, SessionAttribute attribute) {
        String name = HandshakeArguments.nameOf(parameter, attribute.name());
        boolean required = attribute.required() && !parameter.isOptional();
        return (session, ignored) -> {
            Object value = session.getAttributes().get(name);
            if (value == null && required) {
                throw new IllegalStateException("The session has no attribute " + name);
            }
            return value;
        };
    }

    private void requirePathVariable(MethodParameter parameter) {
        PathVariable variable = parameter.getParameterAnnotation(PathVariable.class);
        if (variable == null || !variable.required() || parameter.isOptional()) {
            return;
        }
        String name = HandshakeArguments.nameOf(parameter, variable.name());
        if (!java.util.Map.class.isAssignableFrom(parameter.getParameterType()) && !pathVariables.contains(name)) {
            throw mistake(
                    Objects.requireNonNull(parameter.getMethod()),
                    "takes the path variable " + name + ", which the endpoint's path has not",
                    pathVariables.isEmpty()
                            ? "Put {" + name + "} into the path."
                            : "Put {" + name + "} into the path, or take one of "
                                    + pathVariables.stream().sorted().toList() + ".");
        }
    }

    private Type typeOf(MethodParameter parameter) {
        return GenericTypeResolver.resolveType(parameter.getGenericParameterType(), written);
    }

    private SocketHandlerConfigurationException mistake(Method method, String what, String action) {
        return new SocketHandlerConfigurationException(
                "The method " + written.getName() + "." + method.getName() + " " + what + ".", action);
    }
}

package io.tidewire.websocket.spring;

import io.tidewire.websocket.CloseStatus;
import io.tidewire.websocket.HandshakeInfo;
import io.tidewire.websocket.WebSocketMessage;
import io.tidewire.websocket.WebSocketSession;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import org.springframework.aot.hint.BindingReflectionHintsRegistrar;
import org.springframework.aot.hint.ReflectionHints;
import org.springframework.aot.hint.annotation.SimpleReflectiveProcessor;
import org.springframework.core.MethodParameter;
import org.springframework.core.ReactiveAdapterRegistry;
import org.springframework.core.ResolvableType;

/** Makes handler methods and what they take and return reachable in a native image. */
class SocketMethodReflectiveProcessor extends SimpleReflectiveProcessor {

    private final BindingReflectionHintsRegistrar bindings = new BindingReflectionHintsRegistrar();

    @Override
    public void registerReflectionHints(ReflectionHints hints, AnnotatedElement element) {
        super.registerReflectionHints(hints, element);
        if (element instanceof Method method) {
            for (int i = 0; i < method.getParameterCount(); i++) {
                bind(hints, new MethodParameter(method, i));
            }
            bind(hints, new MethodParameter(method, -1));
        }
    }

    /** What Jackson reads or writes: a payload, or what a stream is of. */
    private void bind(ReflectionHints hints, MethodParameter value) {
        ResolvableType type = ResolvableType.forMethodParameter(value);
        Class<?> raw = type.resolve(Object.class);
        if (ReactiveAdapterRegistry.getSharedInstance().getAdapter(raw) != null) {
            type = type.getGeneric(0);
            raw = type.resolve(Object.class);
        }
        if (!isOfTheEngine(raw)) {
            bindings.registerReflectionHints(hints, type.getType());
        }
    }

    private static boolean isOfTheEngine(Class<?> type) {
        return WebSocketSession.class.isAssignableFrom(type)
                || WebSocketMessage.class.isAssignableFrom(type)
                || type == HandshakeInfo.class
                || type == CloseStatus.class
                || Throwable.class.isAssignableFrom(type)
                || type.isPrimitive();
    }
}

package io.tidewire.websocket.spring;

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.lang.reflect.Type;
import org.springframework.aot.hint.BindingReflectionHintsRegistrar;
import org.springframework.aot.hint.ReflectionHints;
import org.springframework.aot.hint.annotation.SimpleReflectiveProcessor;
import org.springframework.core.MethodParameter;

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

    /** What Jackson reads or writes, and what streams of it are made of. */
    private void bind(ReflectionHints hints, MethodParameter value) {
        Class<?> type = value.getParameterType();
        if (type != void.class && !type.getName().startsWith("io.tidewire.websocket.")) {
            Type generic = value.getGenericParameterType();
            bindings.registerReflectionHints(hints, generic);
        }
    }
}

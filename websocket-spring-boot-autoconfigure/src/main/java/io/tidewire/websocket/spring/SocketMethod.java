package io.tidewire.websocket.spring;

import io.tidewire.websocket.HandshakeInfo;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.core.CoroutinesUtils;
import org.springframework.core.KotlinDetector;

/**
 * A method of a handler, understood: what its arguments are, where it runs, and what becomes of its result.
 *
 * @param index its place among the methods of its class
 * @param arguments in the method's order
 * @param onLoop whether it runs on the event loop; otherwise on the worker
 */
record SocketMethod(int index, Method method, List<Argument> arguments, MethodResult result, boolean onLoop) {

    /**
     * The arguments that stay the same for a connection, each in its place.
     *
     * @return {@code null} if there are none
     */
    @Nullable
    Object @Nullable [] connectionArguments(HandshakeInfo request, Map<String, Object> attributes) {
        @Nullable Object @Nullable [] resolved = null;
        for (int i = 0; i < arguments.size(); i++) {
            if (arguments.get(i) instanceof Argument.OfConnection argument) {
                if (resolved == null) {
                    resolved = new Object[arguments.size()];
                }
                resolved[i] = argument.resolve(request, attributes);
            }
        }
        return resolved;
    }

    /**
     * Calls the method; what it throws comes out as it is.
     *
     * @param connectionArguments see {@link #connectionArguments}; left as they are
     */
    @Nullable
    Object invoke(
            Object bean,
            SocketSession session,
            @Nullable Object event,
            @Nullable Object @Nullable [] connectionArguments)
            throws Throwable {
        @Nullable
        Object[] values = connectionArguments == null ? new Object[arguments.size()] : connectionArguments.clone();
        for (int i = 0; i < values.length; i++) {
            if (arguments.get(i) instanceof Argument.OfCall argument) {
                values[i] = argument.resolve(session, event);
            }
        }
        if (result.isSuspending()) {
            return CoroutinesUtils.invokeSuspendingFunction(method, bean, values);
        }
        try {
            return method.invoke(bean, values);
        } catch (InvocationTargetException failed) {
            throw failed.getTargetException();
        }
    }

    /** How many arguments are to be resolved: a suspending function's continuation is not. */
    static int argumentCount(Method method) {
        return method.getParameterCount() - (KotlinDetector.isSuspendingFunction(method) ? 1 : 0);
    }

    /** The method as an error message names it. */
    @Override
    public String toString() {
        return method.getDeclaringClass().getSimpleName() + "." + method.getName();
    }
}

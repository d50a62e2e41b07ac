package io.tidewire.websocket.spring;

import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.springframework.core.KotlinDetector;
import org.springframework.core.MethodParameter;
import org.springframework.core.ReactiveAdapter;
import org.springframework.core.ReactiveAdapterRegistry;
import org.springframework.core.ResolvableType;

/**
 * What a handler method returns.
 *
 * @param adapter makes a publisher of it; {@code null} if it is a value or nothing
 * @param isPushed whether it is a stream that is pushed beside what follows
 * @param isSuspending whether the method is a suspending function, whose result is a publisher already
 * @param isVoid whether nothing of it is ever sent
 */
record MethodResult(@Nullable ReactiveAdapter adapter, boolean isPushed, boolean isSuspending, boolean isVoid) {

    /** Understands what a method returns. */
    static MethodResult of(Method method, Class<?> handler) {
        MethodParameter returned = MethodParameter.forExecutable(method, -1).withContainingClass(handler);
        ReactiveAdapter adapter = ReactiveAdapterRegistry.getSharedInstance().getAdapter(returned.getParameterType());
        boolean suspending = KotlinDetector.isSuspendingFunction(method);
        Class<?> type = returned.getParameterType();
        boolean nothing = type == void.class
                || type == Void.class
                || (adapter != null
                        && (adapter.isNoValue()
                                || ResolvableType.forMethodParameter(returned)
                                                .getGeneric(0)
                                                .resolve(Object.class)
                                        == Void.class));
        return new MethodResult(adapter, adapter != null && adapter.isMultiValue(), suspending, nothing);
    }

    /** Whether the method does not block: what it returns comes later. */
    boolean isReactive() {
        return adapter != null || isSuspending;
    }

    /** What was returned as a publisher; {@code null} if it is a value. */
    @Nullable
    Publisher<?> publisherOf(@Nullable Object returned) {
        if (adapter != null) {
            return adapter.toPublisher(returned);
        }
        if (returned instanceof Publisher<?> publisher) {
            return publisher; // declared as Object, or suspending
        }
        return null;
    }
}

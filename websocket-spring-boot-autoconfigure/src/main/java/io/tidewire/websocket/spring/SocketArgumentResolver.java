package io.tidewire.websocket.spring;

import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;

/**
 * Resolves arguments of handler methods that the framework does not know. Beans of this type are asked, in their order,
 * before the framework's own. Thread-safe.
 */
public interface SocketArgumentResolver {

    /** Whether this resolver is the one for a parameter; asked once, at start. */
    boolean supports(MethodParameter parameter);

    /**
     * The argument for a call, on the thread that the method is called on. What it throws is treated as if the method had
     * thrown it.
     *
     * @param parameter one that is supported
     */
    @Nullable
    Object resolve(MethodParameter parameter, SocketSession session);
}

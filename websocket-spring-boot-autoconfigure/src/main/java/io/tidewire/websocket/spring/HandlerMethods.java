package io.tidewire.websocket.spring;

import io.tidewire.websocket.HandshakeInfo;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The annotated methods of one class.
 *
 * @param messages those for single messages, or {@code null}
 * @param stream the one for all messages of a connection, or {@code null}
 * @param streamed the one for each message while it arrives, or {@code null}
 * @param errors those for failures
 * @param all each at its {@link SocketMethod#index}
 */
record HandlerMethods(
        @Nullable SocketMethod open,
        @Nullable MessageMethods messages,
        @Nullable StreamMethod stream,
        @Nullable SocketMethod streamed,
        @Nullable SocketMethod pong,
        @Nullable SocketMethod close,
        List<ErrorMethod> errors,
        List<SocketMethod> all) {

    /** A method for failures of one type. */
    record ErrorMethod(SocketMethod method, Class<? extends Throwable> failure) {}

    /** The method for the most specific type that a failure is of, or {@code null}. */
    @Nullable
    SocketMethod errorMethodFor(Throwable failure) {
        ErrorMethod best = null;
        for (ErrorMethod method : errors) {
            if (method.failure.isInstance(failure) && (best == null || best.failure.isAssignableFrom(method.failure))) {
                best = method;
            }
        }
        return best == null ? null : best.method;
    }

    /**
     * The arguments that stay the same for a connection.
     *
     * @throws org.springframework.web.server.ResponseStatusException if the handshake has not what they take
     */
    ConnectionArguments connectionArguments(HandshakeInfo request, Map<String, Object> attributes) {
        @Nullable Object @Nullable [] @Nullable [] resolved = null;
        for (SocketMethod method : all) {
            @Nullable Object[] found = method.connectionArguments(request, attributes);
            if (found != null) {
                if (resolved == null) {
                    resolved = new Object[all.size()][];
                }
                resolved[method.index()] = found;
            }
        }
        return resolved == null ? ConnectionArguments.NONE : new ConnectionArguments(resolved);
    }

    /** What {@link #connectionArguments} found, by method. */
    static final class ConnectionArguments {

        static final ConnectionArguments NONE = new ConnectionArguments(null);

        private final @Nullable Object @Nullable [] @Nullable [] byMethod;

        private ConnectionArguments(@Nullable Object @Nullable [] @Nullable [] byMethod) {
            this.byMethod = byMethod;
        }

        /** Those of one method, or {@code null} if it has none. */
        @Nullable
        Object @Nullable [] of(SocketMethod method) {
            return byMethod == null ? null : byMethod[method.index()];
        }
    }
}

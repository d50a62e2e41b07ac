package io.tidewire.websocket.spring;

import io.tidewire.websocket.HandshakeInfo;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where one argument of a handler method comes from. */
sealed interface Argument {

    /** One that is the same for a whole connection: resolved before the handshake is answered, so that it may refuse it. */
    non-sealed interface OfConnection extends Argument {

        /**
         * The argument for a connection.
         *
         * @param attributes of the session to be
         * @throws org.springframework.web.server.ResponseStatusException if the handshake has not what it takes
         */
        @Nullable
        Object resolve(HandshakeInfo request, Map<String, Object> attributes);
    }

    /** One that is asked for at each call. */
    non-sealed interface OfCall extends Argument {

        /**
         * The argument for a call.
         *
         * @param event what the method is called for: a payload, a close status, an exception
         */
        @Nullable
        Object resolve(SocketSession session, @Nullable Object event);
    }
}

package io.tidewire.websocket.spring;

import io.tidewire.websocket.HandshakeInfo;
import java.util.Map;
import reactor.core.publisher.Mono;

/**
 * Looks at handshakes of {@link SocketHandler}s that the rules of RFC 6455 and the allowed origins have let pass, before
 * they are answered. Beans of this type are asked in their order, with the Reactor Context of the exchange.
 */
public interface HandshakeInterceptor {

    /**
     * Accepts or refuses a handshake.
     *
     * @param endpoint where the client wants to connect to
     * @param request what the client asks for, and what would be agreed
     * @param attributes of the session to be, to add to; the variables of the path are there under Spring's own name
     *     ({@link org.springframework.web.reactive.HandlerMapping#URI_TEMPLATE_VARIABLES_ATTRIBUTE})
     * @return completes to accept; fails to refuse, with the status and the reason of a {@link
     *     org.springframework.web.server.ResponseStatusException}
     */
    Mono<Void> beforeHandshake(EndpointName endpoint, HandshakeInfo request, Map<String, Object> attributes);
}

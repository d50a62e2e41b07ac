package io.tidewire.websocket.spring;

import org.springframework.web.reactive.HandlerAdapter;
import org.springframework.web.reactive.HandlerResult;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** Runs what {@link SocketHandlerMapping} has found. */
public final class SocketEndpointAdapter implements HandlerAdapter {

    /** An adapter. */
    public SocketEndpointAdapter() {}

    @Override
    public boolean supports(Object handler) {
        return handler instanceof SocketEndpoint;
    }

    @Override
    public Mono<HandlerResult> handle(ServerWebExchange exchange, Object handler) {
        return ((SocketEndpoint) handler).handle(exchange).then(Mono.empty());
    }
}

package io.tidewire.websocket.spring;

import io.tidewire.websocket.handshake.UpgradeResponse;
import io.tidewire.websocket.handshake.UpgradeResponse.Accepted;
import io.tidewire.websocket.handshake.UpgradeResponse.Refused;
import java.util.function.Supplier;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** A {@link SocketHandler} at its path: what the mapping finds and the adapter runs. */
final class SocketEndpoint {

    private final EndpointName name;
    private final HandlerStyle style;
    private final Supplier<Object> bean;
    private final ExchangeHandshake handshake;

    /**
     * An endpoint.
     *
     * @param bean asked for each connection
     */
    SocketEndpoint(EndpointName name, HandlerStyle style, Supplier<Object> bean, ExchangeHandshake handshake) {
        this.name = name;
        this.style = style;
        this.bean = bean;
        this.handshake = handshake;
    }

    /** Answers a handshake. */
    Mono<Void> handle(ServerWebExchange exchange) {
        UpgradeResponse answer = handshake.answer(exchange);
        if (answer instanceof Accepted accepted) {
            // before the upgrade: a bean that cannot be made is a 500
            Object handler = bean.get();
            return handshake.open(exchange, accepted, (session, context) -> {
                PathVariables.copy(exchange, session.getAttributes());
                return style.listen(handler, session, context);
            });
        }
        return handshake.refuse(exchange, (Refused) answer);
    }

    @Override
    public String toString() {
        return "socket handler " + name;
    }
}

package io.tidewire.websocket.spring;

import io.tidewire.websocket.WebSocketListener;
import io.tidewire.websocket.WebSocketSession;
import io.tidewire.websocket.handshake.UpgradeResponse;
import io.tidewire.websocket.handshake.UpgradeResponse.Accepted;
import io.tidewire.websocket.handshake.UpgradeResponse.Refused;
import java.util.List;
import java.util.function.Supplier;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import reactor.util.context.ContextView;

/** A {@link SocketHandler} at its path: what the mapping finds and the adapter runs. */
final class SocketEndpoint {

    private final EndpointName name;
    private final HandlerStyle style;
    private final Supplier<Object> bean;
    private final ExchangeHandshake handshake;
    private final PayloadCodec codec;
    private final List<SocketSessionObserver> observers;

    /**
     * An endpoint.
     *
     * @param bean asked for each connection
     */
    SocketEndpoint(
            EndpointName name,
            HandlerStyle style,
            Supplier<Object> bean,
            ExchangeHandshake handshake,
            PayloadCodec codec,
            List<SocketSessionObserver> observers) {
        this.name = name;
        this.style = style;
        this.bean = bean;
        this.handshake = handshake;
        this.codec = codec;
        this.observers = observers;
    }

    /** Answers a handshake. */
    Mono<Void> handle(ServerWebExchange exchange) {
        UpgradeResponse answer = handshake.answer(exchange);
        if (answer instanceof Accepted accepted) {
            // before the upgrade: a bean that cannot be made is a 500
            Object handler = bean.get();
            return handshake.open(exchange, accepted, (session, context) -> {
                PathVariables.copy(exchange, session.getAttributes());
                return listen(handler, session, context);
            });
        }
        return handshake.refuse(exchange, (Refused) answer);
    }

    private WebSocketListener listen(Object handler, WebSocketSession engineSession, ContextView context) {
        SocketSession session = new EndpointSession(engineSession, name, codec);
        for (SocketSessionObserver observer : observers) {
            observer.opened(session);
        }
        if (!observers.isEmpty()) {
            session.closeStatus().subscribe(status -> observers.forEach(observer -> observer.closed(session)));
        }
        return style.listen(handler, session, context);
    }

    @Override
    public String toString() {
        return "socket handler " + name;
    }
}

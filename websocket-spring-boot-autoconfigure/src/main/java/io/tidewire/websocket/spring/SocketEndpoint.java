package io.tidewire.websocket.spring;

import io.tidewire.websocket.HandshakeHeaders;
import io.tidewire.websocket.HandshakeInfo;
import io.tidewire.websocket.WebSocketListener;
import io.tidewire.websocket.WebSocketSession;
import io.tidewire.websocket.handshake.UpgradeResponse;
import io.tidewire.websocket.handshake.UpgradeResponse.Accepted;
import io.tidewire.websocket.handshake.UpgradeResponse.Refused;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.context.ContextView;

/** A {@link SocketHandler} at its path: what the mapping finds and the adapter runs. */
final class SocketEndpoint {

    private static final Logger log = LoggerFactory.getLogger(SocketEndpoint.class);

    private final EndpointName name;
    private final HandlerStyle style;
    private final Supplier<Object> bean;
    private final ExchangeHandshake handshake;
    private final HandlerSupport support;

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
            HandlerSupport support) {
        this.name = name;
        this.style = style;
        this.bean = bean;
        this.handshake = handshake;
        this.support = support;
    }

    /** Answers a handshake. */
    Mono<Void> handle(ServerWebExchange exchange) {
        HandshakeHeaders headers = ExchangeHandshake.headersOf(exchange.getRequest());
        UpgradeResponse answer = handshake.answer(exchange, headers);
        return answer instanceof Accepted accepted
                ? handshake.info(exchange, headers, accepted).flatMap(request -> open(exchange, accepted, request))
                : handshake.refuse(exchange, (Refused) answer);
    }

    /** Everything that may fail comes before the upgrade, when there still is a status to say so with. */
    private Mono<Void> open(ServerWebExchange exchange, Accepted accepted, HandshakeInfo request) {
        Map<String, Object> attributes = new ConcurrentHashMap<>(); // as the session's: refuses null
        PathVariables.copy(exchange, attributes);
        if (support.handshakeInterceptors().isEmpty()) {
            return prepared(exchange, accepted, request, attributes);
        }
        return Flux.fromIterable(support.handshakeInterceptors())
                .concatMap(interceptor -> interceptor.beforeHandshake(name, request, attributes))
                .then(Mono.fromSupplier(() -> prepared(exchange, accepted, request, attributes)))
                .onErrorResume(
                        ResponseStatusException.class,
                        refusal -> Mono.just(handshake.refuse(exchange, refused(refusal))))
                .flatMap(answered -> answered);
    }

    private Mono<Void> prepared(
            ServerWebExchange exchange, Accepted accepted, HandshakeInfo request, Map<String, Object> attributes) {
        HandlerStyle.Opening opening;
        try {
            opening = style.prepare(bean.get(), request, attributes);
        } catch (ResponseStatusException refusal) {
            return handshake.refuse(exchange, refused(refusal));
        }
        return handshake.open(exchange, accepted, request, (session, context) -> {
            if (!attributes.isEmpty()) {
                session.getAttributes().putAll(attributes);
            }
            return listen(opening, session, context);
        });
    }

    private static Refused refused(ResponseStatusException refusal) {
        String reason = refusal.getReason();
        return new Refused(
                refusal.getStatusCode().value(),
                reason == null ? "The handshake was refused" : reason,
                refusal.getHeaders().toSingleValueMap());
    }

    private WebSocketListener listen(
            HandlerStyle.Opening opening, WebSocketSession engineSession, ContextView context) {
        EndpointSession session = new EndpointSession(engineSession, name, support);
        engineSession.closeStatus().subscribe(new EndSubscriber() {

            @Override
            void onEnd() {
                session.endReplies();
                tellObservers(session, observer -> observer.closed(session));
            }
        });
        tellObservers(session, observer -> observer.opened(session));
        return new EndpointListener(opening.listen(session, context), session, support);
    }

    /** One that throws keeps nothing from the others. */
    private void tellObservers(SocketSession session, Consumer<SocketSessionObserver> event) {
        for (SocketSessionObserver observer : support.observers()) {
            try {
                event.accept(observer);
            } catch (RuntimeException failure) {
                log.error(
                        "Session {}: {} failed",
                        session.getId(),
                        observer.getClass().getName(),
                        failure);
            }
        }
    }

    @Override
    public String toString() {
        return "socket handler " + name;
    }
}

package io.tidewire.websocket.spring;

import io.tidewire.websocket.HandshakeHeaders;
import io.tidewire.websocket.WebSocketOptions;
import io.tidewire.websocket.handshake.Subprotocols;
import io.tidewire.websocket.handshake.UpgradeResponse;
import io.tidewire.websocket.handshake.UpgradeResponse.Accepted;
import io.tidewire.websocket.handshake.UpgradeResponse.Refused;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.web.reactive.socket.HandshakeInfo;
import org.springframework.web.reactive.socket.WebSocketHandler;
import org.springframework.web.reactive.socket.server.RequestUpgradeStrategy;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * Runs WebFlux's own {@link WebSocketHandler}s on this engine. Auto-configured; without Spring Boot:
 *
 * <pre>{@code
 * new HandshakeWebSocketService(new TidewireRequestUpgradeStrategy(options))
 * }</pre>
 *
 * <p>A handshake that section 4.2.1 of RFC 6455 does not allow is answered as HTTP, with the reason in one line, and so
 * is one from a foreign origin ({@link WebSocketOptions#allowedOrigins()}) unless Spring's CORS processing has approved
 * of it. The sub-protocol is the first of the handler's that the client offers.
 *
 * <p>Handlers are called on the connection's event loop, with the Reactor Context of the exchange. When a handler's
 * {@code Mono} completes, the session closes with 1000, when it fails, with 1011 and a line in the log. It is not
 * cancelled when the connection ends: {@code receive()} completes, and {@code send} fails. To be used on Reactor Netty;
 * on another server, an upgrade fails with {@link IllegalStateException}.
 */
public final class TidewireRequestUpgradeStrategy implements RequestUpgradeStrategy {

    private final ExchangeHandshake handshake;

    /** With {@link WebSocketOptions#defaults()}. */
    public TidewireRequestUpgradeStrategy() {
        this(WebSocketOptions.defaults());
    }

    /** With these options, except for {@link WebSocketOptions#subprotocols()}: the handlers know theirs. */
    public TidewireRequestUpgradeStrategy(WebSocketOptions options) {
        this(options, null);
    }

    /**
     * With these options.
     *
     * @param sessions where new sessions are held, or {@code null} if nobody keeps them
     * @throws IllegalArgumentException if one of the allowed origins cannot be read
     */
    public TidewireRequestUpgradeStrategy(WebSocketOptions options, @Nullable SocketSessions sessions) {
        this.handshake = new ExchangeHandshake(options, sessions);
    }

    @Override
    public Mono<Void> upgrade(
            ServerWebExchange exchange,
            WebSocketHandler handler,
            @Nullable String subProtocol,
            Supplier<HandshakeInfo> handshakeInfoFactory) {
        HandshakeHeaders headers = ExchangeHandshake.headersOf(exchange.getRequest());
        UpgradeResponse answer = handshake.answer(exchange, headers);
        if (!(answer instanceof Accepted checked)) {
            return handshake.refuse(exchange, (Refused) answer);
        }
        // Spring compares the names without taking the white space around them away: "a, b" never offers "b"
        Accepted accepted = new Accepted(
                checked.acceptKey(),
                subProtocol != null ? subProtocol : Subprotocols.select(headers, handler.getSubProtocols()),
                checked.extensions());
        HandshakeInfo info = withSubprotocol(handshakeInfoFactory.get(), accepted.subprotocol());
        ExchangeHandshake.Acceptor acceptor = (session, context) -> {
            WebFluxSession webFluxSession =
                    new WebFluxSession(session, info, exchange.getResponse().bufferFactory());
            PathVariables.copy(exchange, webFluxSession.getAttributes());
            return new WebFluxListener(handler, session, webFluxSession, context);
        };
        return handshake
                .info(exchange, headers, accepted)
                .flatMap(request -> handshake.open(exchange, accepted, request, acceptor));
    }

    private static HandshakeInfo withSubprotocol(HandshakeInfo info, @Nullable String subprotocol) {
        if (Objects.equals(subprotocol, info.getSubProtocol())) {
            return info;
        }
        return new HandshakeInfo(
                info.getUri(),
                info.getHeaders(),
                info.getCookies(),
                info.getPrincipal(),
                subprotocol,
                info.getRemoteAddress(),
                info.getAttributes(),
                info.getLogPrefix());
    }
}

package io.tidewire.websocket.reactornetty;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.tidewire.websocket.HandshakeHeaders;
import io.tidewire.websocket.HandshakeInfo;
import io.tidewire.websocket.WebSocketAcceptor;
import io.tidewire.websocket.WebSocketOptions;
import io.tidewire.websocket.handshake.ServerHandshake;
import io.tidewire.websocket.handshake.UpgradeRequest;
import io.tidewire.websocket.handshake.UpgradeResponse;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Map;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/**
 * A WebSocket endpoint for a plain Reactor Netty server, without Spring:
 *
 * <pre>{@code
 * UpgradeGuard.install(HttpServer.create())
 *         .route(routes -> routes.get("/echo", new ReactorNettyWebSocket(options, session -> session::sendMessage)))
 *         .bindNow();
 * }</pre>
 */
public final class ReactorNettyWebSocket implements BiFunction<HttpServerRequest, HttpServerResponse, Publisher<Void>> {

    private final WebSocketOptions options;
    private final ServerHandshake handshake;
    private final WebSocketAcceptor acceptor;
    private volatile @Nullable URI lastUri;

    /** An endpoint with these options; each connection gets its listener from the acceptor. */
    public ReactorNettyWebSocket(WebSocketOptions options, WebSocketAcceptor acceptor) {
        this.options = options;
        this.handshake = new ServerHandshake(options);
        this.acceptor = acceptor;
    }

    /** Answers the handshake: with 101, or with the status and the one-line reason of a refusal. */
    @Override
    public Publisher<Void> apply(HttpServerRequest request, HttpServerResponse response) {
        HandshakeHeaders headers = HandshakeHeaders.of(request.requestHeaders());
        UpgradeRequest upgrade = new UpgradeRequest(
                request.method().name(), request.version().text(), "https".equals(request.scheme()), headers);
        UpgradeResponse answer = handshake.answer(upgrade);
        if (answer instanceof UpgradeResponse.Accepted accepted) {
            URI uri;
            try {
                uri = shared(request.uri());
            } catch (URISyntaxException malformed) {
                return refuse(response, new UpgradeResponse.Refused(400, "The request's URI is malformed", Map.of()));
            }
            HandshakeInfo info = new HandshakeInfo(
                    uri,
                    headers,
                    accepted.subprotocol(),
                    null,
                    inet(request.hostAddress()),
                    inet(request.remoteAddress()));
            return Takeover.upgrade(response, accepted, options, info, acceptor);
        }
        return refuse(response, (UpgradeResponse.Refused) answer);
    }

    /**
     * Most clients of an endpoint ask for the same as the one before, and every open connection holds it. A query may hold
     * a secret, which is not to stay when its client has left.
     */
    private URI shared(String uri) throws URISyntaxException {
        if (uri.indexOf('?') >= 0) {
            return new URI(uri);
        }
        URI known = lastUri;
        if (known == null || !known.toString().equals(uri)) {
            known = new URI(uri);
            lastUri = known;
        }
        return known;
    }

    private static Publisher<Void> refuse(HttpServerResponse response, UpgradeResponse.Refused refused) {
        refused.headers().forEach(response::header);
        return response.status(refused.httpStatus())
                .header(HttpHeaderNames.CONTENT_TYPE, "text/plain; charset=utf-8")
                .sendString(Mono.just(refused.reason() + "\n"))
                .then();
    }

    private static @Nullable InetSocketAddress inet(@Nullable SocketAddress address) {
        return address instanceof InetSocketAddress inet ? inet : null;
    }
}

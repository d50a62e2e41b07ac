package io.tidewire.websocket.spring;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tidewire.websocket.HandshakeHeaders;
import io.tidewire.websocket.HandshakeInfo;
import io.tidewire.websocket.SessionClosedException;
import io.tidewire.websocket.WebSocketListener;
import io.tidewire.websocket.WebSocketOptions;
import io.tidewire.websocket.WebSocketSession;
import io.tidewire.websocket.handshake.ServerHandshake;
import io.tidewire.websocket.handshake.UpgradeRequest;
import io.tidewire.websocket.handshake.UpgradeResponse;
import io.tidewire.websocket.handshake.UpgradeResponse.Accepted;
import io.tidewire.websocket.handshake.UpgradeResponse.Refused;
import io.tidewire.websocket.reactornetty.Takeover;
import java.net.URI;
import java.security.Principal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.util.context.ContextView;

/** The opening handshake (RFC 6455, section 4.2) over an exchange of WebFlux. */
final class ExchangeHandshake {

    private static final Logger log = LoggerFactory.getLogger(ExchangeHandshake.class);

    private static final Refused SHUTTING_DOWN =
            new Refused(503, "The server is shutting down", Map.of(HttpHeaders.RETRY_AFTER, "5"));

    private final WebSocketOptions options;
    private final ServerHandshake handshake;
    private final @Nullable SocketSessions sessions;
    private volatile @Nullable URI lastUri;

    /**
     * A handshake for endpoints with these options.
     *
     * @param sessions where new sessions are held, or {@code null} if nobody keeps them
     */
    ExchangeHandshake(WebSocketOptions options, @Nullable SocketSessions sessions) {
        this.options = options;
        this.handshake = new ServerHandshake(options);
        this.sessions = sessions;
    }

    /** Gives each new connection its listener, on the event loop, with the Reactor Context of its exchange. */
    interface Acceptor {
        WebSocketListener accept(WebSocketSession session, ContextView context);
    }

    /** The headers of a request. */
    static HandshakeHeaders headersOf(ServerHttpRequest request) {
        List<Map.Entry<String, String>> lines = new ArrayList<>();
        request.getHeaders().forEach((name, values) -> values.forEach(value -> lines.add(Map.entry(name, value))));
        return HandshakeHeaders.of(lines);
    }

    /** Judges a request with these {@linkplain #headersOf headers}. */
    UpgradeResponse answer(ServerWebExchange exchange, HandshakeHeaders headers) {
        UpgradeResponse answer = handshake.answer(upgradeRequest(exchange, headers));
        if (answer instanceof Accepted && sessions != null && !sessions.isAccepting()) {
            return SHUTTING_DOWN;
        }
        return answer;
    }

    private static UpgradeRequest upgradeRequest(ServerWebExchange exchange, HandshakeHeaders headers) {
        ServerHttpRequest request = exchange.getRequest();
        HandshakeHeaders judged = headers;
        // the URI knows what a proxy in front was asked for (X-Forwarded-Host, -Proto), the Host header does not
        URI uri = request.getURI();
        List<String> hosts = headers.all(HttpHeaders.HOST);
        if (uri.getHost() != null && hosts.size() == 1 && !hosts.get(0).equals(uri.getRawAuthority())) {
            judged = judged.with(
                    HttpHeaders.HOST, uri.getPort() < 0 ? uri.getHost() : uri.getHost() + ":" + uri.getPort());
        }
        if (isOriginAllowedByCors(exchange, headers)) {
            judged = judged.without(HttpHeaders.ORIGIN);
        }
        return new UpgradeRequest(
                request.getMethod().name(), httpVersion(request), "https".equals(uri.getScheme()), judged);
    }

    /**
     * Whether Spring's CORS processing has approved of this very origin, with credentials: a handshake always has the
     * user's cookies. What is open to everybody without them does not count.
     */
    private static boolean isOriginAllowedByCors(ServerWebExchange exchange, HandshakeHeaders headers) {
        String origin = headers.first(HttpHeaders.ORIGIN);
        if (origin == null) {
            return false;
        }
        HttpHeaders answer = exchange.getResponse().getHeaders();
        return origin.equals(answer.getAccessControlAllowOrigin()) && answer.getAccessControlAllowCredentials();
    }

    private static String httpVersion(ServerHttpRequest request) {
        try {
            Object nativeRequest = ServerHttpRequestDecorator.getNativeRequest(request);
            if (nativeRequest instanceof HttpServerRequest http) {
                return http.version().text();
            }
        } catch (IllegalArgumentException | IllegalStateException withoutServer) {
            // said clearly when the connection is to be taken over
        }
        return "HTTP/1.1";
    }

    /** Answers with a refusal's status, headers and reason. */
    Mono<Void> refuse(ServerWebExchange exchange, Refused refused) {
        String cure = refused.httpStatus() == 403 ? " (tidewire.allowed-origins)" : "";
        log.debug("Upgrade refused with {}: {}{}", refused.httpStatus(), refused.reason(), cure);
        ServerHttpResponse response = exchange.getResponse();
        response.setStatusCode(HttpStatusCode.valueOf(refused.httpStatus()));
        refused.headers().forEach(response.getHeaders()::set);
        response.getHeaders().setContentType(new MediaType(MediaType.TEXT_PLAIN, UTF_8));
        DataBuffer body = response.bufferFactory().wrap((refused.reason() + "\n").getBytes(UTF_8));
        return response.writeWith(Mono.just(body));
    }

    /** The request, and what would be agreed. */
    Mono<HandshakeInfo> info(ServerWebExchange exchange, HandshakeHeaders headers, Accepted accepted) {
        return exchange.<Principal>getPrincipal()
                .singleOptional()
                .map(user -> handshakeInfo(exchange.getRequest(), headers, accepted, user.orElse(null)));
    }

    /**
     * Answers 101 and gives the connection to the engine.
     *
     * @return completes when the 101 is on its way and the acceptor was called
     */
    Mono<Void> open(ServerWebExchange exchange, Accepted accepted, HandshakeInfo info, Acceptor acceptor) {
        HttpServerResponse response = nativeResponse(exchange.getResponse());
        // first what wants to add to the response: session cookies, security headers, observations
        Mono<Void> opened = exchange.getResponse()
                .setComplete()
                .then(Mono.deferContextual(context -> Takeover.upgrade(
                        response, accepted, options, info, session -> accept(session, acceptor, context))))
                .onErrorResume(SessionClosedException.class, gone -> {
                    log.debug("{}", gone.getMessage());
                    return Mono.empty();
                });
        return sessions == null ? opened : sessions.opening(opened, Mono.defer(() -> refuse(exchange, SHUTTING_DOWN)));
    }

    private WebSocketListener accept(WebSocketSession session, Acceptor acceptor, ContextView context) {
        if (sessions != null) {
            sessions.add(session);
        }
        return acceptor.accept(session, context);
    }

    private HandshakeInfo handshakeInfo(
            ServerHttpRequest request, HandshakeHeaders headers, Accepted accepted, @Nullable Principal user) {
        return new HandshakeInfo(
                shared(request.getURI()),
                headers,
                accepted.subprotocol(),
                user,
                request.getLocalAddress(),
                request.getRemoteAddress());
    }

    /**
     * Most clients of an endpoint ask for the same as the one before, and every open connection holds it. A query may hold
     * a secret, which is not to stay when its client has left.
     */
    private URI shared(URI uri) {
        if (uri.getRawQuery() != null) {
            return uri;
        }
        URI known = lastUri;
        if (known != null && known.toString().equals(uri.toString())) {
            return known;
        }
        lastUri = uri;
        return uri;
    }

    private static HttpServerResponse nativeResponse(ServerHttpResponse response) {
        Object nativeResponse;
        try {
            nativeResponse = ServerHttpResponseDecorator.getNativeResponse(response);
        } catch (IllegalArgumentException | IllegalStateException withoutServer) {
            nativeResponse = response;
        }
        if (nativeResponse instanceof HttpServerResponse http) {
            return http;
        }
        throw new IllegalStateException("WebSockets are served on Reactor Netty only, and this response is a "
                + nativeResponse.getClass().getName()
                + ": take the other server (Tomcat, Jetty) off the classpath and put spring-boot-starter-reactor-netty on"
                + " it");
    }
}

package io.tidewire.websocket.test;

import io.tidewire.websocket.HandshakeHeaders;
import io.tidewire.websocket.HandshakeInfo;
import io.tidewire.websocket.WebSocketAcceptor;
import io.tidewire.websocket.WebSocketOptions;
import io.tidewire.websocket.WebSocketSession;
import io.tidewire.websocket.deflate.DeflateParameters;
import io.tidewire.websocket.deflate.ZlibPool;
import io.tidewire.websocket.handshake.ClientHandshake;
import io.tidewire.websocket.handshake.ServerHandshake;
import io.tidewire.websocket.handshake.UpgradeAnswer.Established;
import io.tidewire.websocket.handshake.UpgradeRequest;
import io.tidewire.websocket.handshake.UpgradeResponse;
import io.tidewire.websocket.handshake.UpgradeResponse.Accepted;
import io.tidewire.websocket.handshake.UpgradeResponse.Refused;
import io.tidewire.websocket.protocol.Role;
import io.tidewire.websocket.session.EngineSession;
import io.tidewire.websocket.session.TimerWheel;
import io.tidewire.websocket.spring.PayloadCodec;
import io.tidewire.websocket.spring.StandaloneHandler;
import java.net.URI;
import java.security.Principal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.web.server.ResponseStatusException;
import reactor.test.scheduler.VirtualTimeScheduler;
import tools.jackson.databind.json.JsonMapper;

/**
 * A handler and a client, joined in memory: no port, no server, no thread of its own, and time passes when the test says
 * so. Between them is the whole engine: handshake, frames, limits, heartbeat, queues, closing.
 *
 * <pre>{@code
 * try (WebSocketPair pair = WebSocketPair.of(new ChatHandler()).connect("/chat/red")) {
 *     pair.client().send("hello").expectText("hello");
 *     pair.advanceTimeBy(Duration.ofSeconds(25)).client().expectPing();
 * }
 * }</pre>
 *
 * <p>What the handler does on the event loop is done when the client's call returns: a handler's methods run within it,
 * unless {@link Builder#worker} says otherwise. What other threads do is waited for, for {@link Builder#timeout}.
 */
public final class WebSocketPair implements AutoCloseable {

    private static final int WORKSPACE = 16 * 1024;

    private final MemoryLoop loop;
    private final TimerWheel wheel;
    private final ZlibPool zlib;
    private final EngineSession server;
    private final WebSocketTestConnection client;
    private long now;

    private WebSocketPair(Builder settings, Handshake handshake) {
        loop = new MemoryLoop();
        wheel = new TimerWheel(0);
        zlib = new ZlibPool();
        byte[] workspace = new byte[WORKSPACE];
        MemoryTransport serverEnd = new MemoryTransport(loop);
        MemoryTransport clientEnd = new MemoryTransport(loop);
        DeflateParameters deflate = handshake.deflate;
        server = new EngineSession(serverEnd, settings.options, handshake.info, deflate, workspace, zlib, wheel);
        EngineSession clientSession = new EngineSession(
                Role.CLIENT,
                clientEnd,
                ConnectRequest.options(),
                handshake.info,
                deflate == null ? null : deflate.mirrored(),
                workspace,
                zlib,
                wheel);
        serverEnd.join(clientEnd, server);
        clientEnd.join(serverEnd, clientSession);
        Inbox inbox = new Inbox();
        client = new WebSocketTestConnection(
                clientSession,
                inbox,
                new MemoryNetwork(this, loop, clientEnd, serverEnd),
                handshake.answer,
                settings.mapper,
                settings.timeout);
        loop.call(() -> {
            clientSession.open(session -> inbox);
            server.open(handshake.acceptor);
        });
    }

    /** A pair whose server does what a listener says. */
    public static Builder of(WebSocketAcceptor server) {
        return new Builder(builder -> request -> server);
    }

    /**
     * A pair whose server runs a handler as {@code @SocketHandler} beans are written. Variables of the annotation's path
     * are those of the path that the client connects to.
     */
    public static Builder of(Object handler) {
        return new Builder(
                builder -> new StandaloneHandler(handler, builder.worker, new PayloadCodec(builder.mapper))::prepare);
    }

    /** The client's end. */
    public WebSocketTestConnection client() {
        return client;
    }

    /** The server's end, as its handler sees it. */
    public WebSocketSession server() {
        return server;
    }

    /**
     * Lets time pass: heartbeats, idle time, lifetime and closing deadlines are kept as if one had waited, to a tenth of a
     * second. Reactor's {@link VirtualTimeScheduler} goes along, step by step, where a test has set it.
     */
    public WebSocketPair advanceTimeBy(Duration time) {
        for (long left = time.toNanos(); left > 0; left -= TimerWheel.TICK_NANOS) {
            long step = Math.min(left, TimerWheel.TICK_NANOS);
            // each step is a task of its own: what it leads to, such as a pong, happens before the next
            loop.call(() -> {
                now += step;
                wheel.advance(now);
            });
            if (VirtualTimeScheduler.isFactoryEnabled()) {
                VirtualTimeScheduler.get().advanceTimeBy(Duration.ofNanos(step));
            }
        }
        return this;
    }

    /** Closes as {@link WebSocketTestConnection#close()} does; whatever is left is cut. */
    @Override
    public void close() {
        client.close();
        server.abort();
        // where another thread drives the loop, the sessions end behind what abort has queued: hence two turns
        loop.call(() -> {});
        loop.call(zlib::close);
    }

    /** What both ends have agreed on. */
    private record Handshake(
            HandshakeInfo info,
            HandshakeHeaders answer,
            @Nullable DeflateParameters deflate,
            WebSocketAcceptor acceptor) {}

    /** The server does not want the connection. */
    private static final class RefusedException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private final int status;

        RefusedException(int status, String reason) {
            super("refused with " + status + ": " + reason);
            this.status = status;
        }
    }

    /** How the two are joined; each method changes the builder and returns it. */
    public static final class Builder {

        /** What a server does with a connection, given its handshake; may refuse it. */
        private interface Endpoint {
            WebSocketAcceptor prepare(HandshakeInfo request);
        }

        private final Function<Builder, Endpoint> endpoint;
        private ConnectRequest request = ConnectRequest.PLAIN;
        private WebSocketOptions options = WebSocketOptions.defaults();
        private Executor worker = Runnable::run;
        private JsonMapper mapper = JsonMapper.shared();
        private Duration timeout = WebSocketTestClient.DEFAULT_TIMEOUT;
        private @Nullable Principal user;

        private Builder(Function<Builder, Endpoint> endpoint) {
            this.endpoint = endpoint;
        }

        /** The server's limits, time-outs and policies; default: {@link WebSocketOptions#defaults()}. */
        public Builder options(WebSocketOptions serverOptions) {
            options = serverOptions;
            return this;
        }

        /** Adds a header to the client's request. */
        public Builder header(String name, String value) {
            request = request.withHeader(name, value);
            return this;
        }

        /** Subprotocols that the client offers, the preferred one first. */
        public Builder subprotocol(String... offered) {
            request = request.withSubprotocols(offered);
            return this;
        }

        /** The client offers compression (RFC 7692). */
        public Builder compression() {
            request = request.withCompression();
            return this;
        }

        /** The user that the server has authenticated. */
        public Builder user(Principal authenticated) {
            user = authenticated;
            return this;
        }

        /** Where handlers run that may block; default: in the calling thread. */
        public Builder worker(Executor executor) {
            worker = executor;
            return this;
        }

        /** Reads and writes JSON at both ends; default: {@link JsonMapper#shared()}. */
        public Builder mapper(JsonMapper json) {
            mapper = json;
            return this;
        }

        /** How long expectations wait for other threads, in real time; default: 5 s. */
        public Builder timeout(Duration time) {
            timeout = time;
            return this;
        }

        /** Joins them, the client having asked for {@code /}. */
        public WebSocketPair connect() {
            return connect("/");
        }

        /**
         * Joins them.
         *
         * @param path what the client asks for, with its query
         * @throws AssertionError if the server refuses
         */
        public WebSocketPair connect(String path) {
            try {
                return new WebSocketPair(this, shakeHands(path));
            } catch (RefusedException refused) {
                throw new AssertionError("expected a connection, but the server " + refused.getMessage(), refused);
            }
        }

        /** The server refuses the handshake with this HTTP status. */
        public void expectRefused(String path, int status) {
            String expected = "expected a refusal with " + status + ", but the server ";
            try {
                shakeHands(path);
            } catch (RefusedException refused) {
                if (refused.status == status) {
                    return;
                }
                throw new AssertionError(expected + refused.getMessage(), refused);
            }
            throw new AssertionError(expected + "accepted");
        }

        private Handshake shakeHands(String path) {
            ClientHandshake asking = request.handshake();
            HandshakeHeaders headers = request.headers(asking, "localhost");
            UpgradeResponse response =
                    new ServerHandshake(options).answer(new UpgradeRequest("GET", "HTTP/1.1", false, headers));
            if (response instanceof Refused refused) {
                throw new RefusedException(refused.httpStatus(), refused.reason());
            }
            Accepted accepted = (Accepted) response;
            HandshakeInfo info = new HandshakeInfo(
                    URI.create("http://localhost" + path), headers, accepted.subprotocol(), user, null, null);
            WebSocketAcceptor acceptor;
            try {
                acceptor = endpoint.apply(this).prepare(info);
            } catch (ResponseStatusException refused) {
                throw new RefusedException(refused.getStatusCode().value(), String.valueOf(refused.getReason()));
            }
            DeflateParameters deflate = DeflateParameters.accept(
                    accepted.extensions(),
                    options.compression(),
                    options.compressionBudget().hasRoom());
            HandshakeHeaders answer = headers(accepted, deflate);
            if (asking.check(101, answer) instanceof Established established) {
                return new Handshake(info, answer, DeflateParameters.agreed(established.extensions()), acceptor);
            }
            throw new AssertionError("the server's answer is not that of RFC 6455: " + answer.asMap());
        }

        private static HandshakeHeaders headers(Accepted accepted, @Nullable DeflateParameters deflate) {
            List<Map.Entry<String, String>> headers = new ArrayList<>(List.of(
                    Map.entry("Upgrade", "websocket"),
                    Map.entry("Connection", "Upgrade"),
                    Map.entry("Sec-WebSocket-Accept", accepted.acceptKey())));
            String subprotocol = accepted.subprotocol();
            if (subprotocol != null) {
                headers.add(Map.entry("Sec-WebSocket-Protocol", subprotocol));
            }
            if (deflate != null) {
                headers.add(Map.entry("Sec-WebSocket-Extensions", deflate.header()));
            }
            return HandshakeHeaders.of(headers);
        }
    }
}

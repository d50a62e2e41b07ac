package io.tidewire.websocket.reactornetty;

import io.netty.channel.Channel;
import io.tidewire.websocket.CloseStatus;
import io.tidewire.websocket.MessagePart;
import io.tidewire.websocket.WebSocketAcceptor;
import io.tidewire.websocket.WebSocketListener;
import io.tidewire.websocket.WebSocketMessage;
import io.tidewire.websocket.WebSocketOptions;
import io.tidewire.websocket.WebSocketSession;
import io.tidewire.websocket.testing.RawWebSocketClient;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

/** A Reactor Netty server on a free port with one endpoint at {@code /}, and at {@code /hop} behind another thread. */
final class TestServer implements AutoCloseable {

    final AtomicInteger opened = new AtomicInteger();
    final List<CloseStatus> closed = new CopyOnWriteArrayList<>();
    final List<Throwable> errors = new CopyOnWriteArrayList<>();
    final List<Channel> channels = new CopyOnWriteArrayList<>();
    private final DisposableServer server;

    TestServer(WebSocketOptions options, WebSocketAcceptor acceptor) {
        this(options, acceptor, UnaryOperator.identity());
    }

    TestServer(WebSocketOptions options, WebSocketAcceptor acceptor, UnaryOperator<HttpServer> more) {
        ReactorNettyWebSocket endpoint =
                new ReactorNettyWebSocket(options, session -> new Counting(acceptor.accept(session)));
        server = UpgradeGuard.install(
                        more.apply(HttpServer.create().host("localhost").port(0)))
                .doOnConnection(connection -> channels.add(connection.channel()))
                .route(routes -> routes.get("/", endpoint)
                        .get(
                                "/hop",
                                (request, response) -> Mono.delay(Duration.ofMillis(50))
                                        .publishOn(Schedulers.boundedElastic())
                                        .flatMap(tick -> Mono.from(endpoint.apply(request, response))))
                        .get("/never", (request, response) -> Mono.never())
                        .get("/plain", (request, response) -> response.sendString(Mono.just("plain"))))
                .bindNow();
    }

    /** A server that sends every message back. */
    static TestServer echo(WebSocketOptions options) {
        return new TestServer(options, TestServer::echo);
    }

    static WebSocketListener echo(WebSocketSession session) {
        return session::sendMessage;
    }

    int port() {
        return server.port();
    }

    RawWebSocketClient connect() throws IOException {
        return RawWebSocketClient.open(port(), "/");
    }

    @Override
    public void close() {
        server.disposeNow();
    }

    private final class Counting implements WebSocketListener {

        private final WebSocketListener listener;

        Counting(WebSocketListener listener) {
            this.listener = listener;
        }

        @Override
        public boolean takesParts() {
            return listener.takesParts();
        }

        @Override
        public void onPart(MessagePart part) {
            listener.onPart(part);
        }

        @Override
        public void onOpen(Inbound inbound) {
            opened.incrementAndGet();
            listener.onOpen(inbound);
        }

        @Override
        public void onMessage(WebSocketMessage message) {
            listener.onMessage(message);
        }

        @Override
        public void onPong(byte[] payload) {
            listener.onPong(payload);
        }

        @Override
        public void onDropped(WebSocketMessage message) {
            listener.onDropped(message);
        }

        @Override
        public void onError(Throwable failure) {
            errors.add(failure);
            listener.onError(failure);
        }

        @Override
        public void onClose(CloseStatus status) {
            try {
                listener.onClose(status);
            } finally {
                closed.add(status);
            }
        }
    }
}

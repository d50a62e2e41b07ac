package io.tidewire.websocket.reactornetty;

import static io.tidewire.websocket.testing.Frames.BINARY;
import static io.tidewire.websocket.testing.Frames.client;
import static io.tidewire.websocket.testing.Frames.clientClose;
import static io.tidewire.websocket.testing.Frames.clientText;
import static io.tidewire.websocket.testing.Frames.server;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.websocket.WebSocketOptions;
import io.tidewire.websocket.testing.Await;
import io.tidewire.websocket.testing.Hex;
import io.tidewire.websocket.testing.RawWebSocketClient;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.netty.DisposableServer;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.logging.AccessLog;

/** Whatever else the server was told to do, WebSockets work. */
class ServerVariantsTest {

    /** What is set at a server besides. */
    private record Variant(String name, UnaryOperator<HttpServer> settings) {

        @Override
        public String toString() {
            return name;
        }
    }

    static List<Variant> variants() {
        Duration time = Duration.ofSeconds(5);
        return List.of(
                new Variant("HTTP/2 over clear text", it -> it.protocol(HttpProtocol.H2C, HttpProtocol.HTTP11)),
                new Variant("access log", it -> it.accessLog(true)),
                new Variant("compression", it -> it.compress(true)),
                new Variant("forwarded headers", it -> it.forwarded(true)),
                new Variant(
                        "time-outs",
                        it -> it.idleTimeout(time).requestTimeout(time).readTimeout(time)),
                new Variant("wiretap", it -> it.wiretap(true)),
                new Variant("no keep-alive", it -> it.maxKeepAliveRequests(1)));
    }

    @ParameterizedTest
    @MethodSource("variants")
    void sessionWorks(Variant variant) throws IOException {
        try (TestServer server = new TestServer(WebSocketOptions.defaults(), TestServer::echo, variant.settings())) {
            for (String path : List.of("/", "/hop")) {
                try (RawWebSocketClient client = new RawWebSocketClient(new Socket("localhost", server.port()))) {
                    client.send(RawWebSocketClient.requestWith(clientText("early"), path, "Accept-Encoding: gzip"));
                    client.readAccepted();
                    assertThat(client.header("content-encoding")).isNull();
                    assertThat(client.frame().text()).isEqualTo("early");
                    client.send(client(BINARY, Hex.times(300_000, "01")) + clientClose(1000, ""));
                    assertThat(client.frame().hex().equals(server(BINARY, Hex.times(300_000, "01"))))
                            .isTrue();
                    assertThat(client.readCloseAndEnd()).isEqualTo(1000);
                }
            }
            Await.until("both have ended", () -> server.closed.size() == 2);
            assertThat(server.errors).isEmpty();
        }
    }

    @Test
    void sessionWorksWithoutTheGuard() throws IOException {
        ReactorNettyWebSocket echo = new ReactorNettyWebSocket(WebSocketOptions.defaults(), TestServer::echo);
        DisposableServer server = HttpServer.create()
                .host("localhost")
                .port(0)
                .route(routes -> routes.get("/", echo))
                .bindNow();
        try (RawWebSocketClient client = new RawWebSocketClient(new Socket("localhost", server.port()))) {
            client.send(RawWebSocketClient.request("/"));
            client.readAccepted();
            assertThat(client.header("content-length")).isNull(); // RFC 9110, 8.6
            client.send(clientText("hello") + clientClose(1000, ""));
            assertThat(client.frame().text()).isEqualTo("hello");
            assertThat(client.readCloseAndEnd()).isEqualTo(1000);
        } finally {
            server.disposeNow();
        }
    }

    @Test
    void accessLogSeesTheAnswer() throws IOException {
        List<String> answers = new CopyOnWriteArrayList<>();
        UnaryOperator<HttpServer> logged = it -> it.accessLog(true, exchange -> {
            answers.add(exchange.uri() + " " + exchange.status());
            return AccessLog.create("{}", exchange.status());
        });
        try (TestServer server = new TestServer(WebSocketOptions.defaults(), TestServer::echo, logged);
                RawWebSocketClient client = server.connect()) {
            client.send(clientClose(1000, ""));
            assertThat(client.readCloseAndEnd()).isEqualTo(1000);
            Await.until("the answer is logged", () -> !answers.isEmpty());
            assertThat(answers).containsExactly("/ 101");
        }
    }

    @Test
    void timeoutsOfHttpDoNotEndASilentSession() throws IOException {
        WebSocketOptions options = WebSocketOptions.builder()
                .heartbeatInterval(Duration.ofMillis(900))
                .build();
        UnaryOperator<HttpServer> impatient = it -> it.idleTimeout(Duration.ofMillis(300))
                .requestTimeout(Duration.ofMillis(300))
                .readTimeout(Duration.ofMillis(300));
        try (TestServer server = new TestServer(options, TestServer::echo, impatient);
                RawWebSocketClient client = server.connect()) {
            assertThat(client.frame().first())
                    .as("a ping, later than the time-outs")
                    .isEqualTo(0x89);
        }
    }
}

package io.tidewire.websocket.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewire.websocket.TextMessage;
import io.tidewire.websocket.WebSocketListener;
import io.tidewire.websocket.WebSocketOptions;
import io.tidewire.websocket.WebSocketSession;
import io.tidewire.websocket.reactornetty.ReactorNettyWebSocket;
import io.tidewire.websocket.reactornetty.UpgradeGuard;
import io.tidewire.websocket.testing.Frames;
import io.tidewire.websocket.testing.Hex;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.test.StepVerifier;
import reactor.test.scheduler.VirtualTimeScheduler;

/** The client over TCP, against the engine on a plain Reactor Netty server, and against servers that are none. */
class WebSocketTestClientTest {

    private static final BlockingQueue<WebSocketSession> sessions = new LinkedBlockingQueue<>();
    private static DisposableServer server;
    private static WebSocketTestClient client;

    @BeforeAll
    static void start() {
        WebSocketOptions options = WebSocketOptions.builder()
                .subprotocols(List.of("chat"))
                .heartbeatInterval(Duration.ofMillis(300))
                .heartbeatTimeout(Duration.ofMillis(300))
                .build();
        server = UpgradeGuard.install(HttpServer.create())
                .host("127.0.0.1")
                .route(routes -> routes.get(
                                "/echo",
                                new ReactorNettyWebSocket(
                                        WebSocketOptions.builder()
                                                .subprotocols(List.of("chat"))
                                                .build(),
                                        WebSocketTestClientTest::echo))
                        .get("/impatient", new ReactorNettyWebSocket(options, WebSocketTestClientTest::echo)))
                .bindNow();
        client = WebSocketTestClient.bindToServer(server.port());
    }

    private static WebSocketListener echo(WebSocketSession session) {
        sessions.add(session);
        String tenant = session.getHandshakeInfo().headers().first("X-Tenant");
        if (tenant != null) {
            session.sendMessage(new TextMessage(tenant));
        }
        return session::sendMessage;
    }

    private static WebSocketSession accepted() throws InterruptedException {
        WebSocketSession session = sessions.poll(5, TimeUnit.SECONDS);
        assertThat(session).isNotNull();
        return session;
    }

    @AfterAll
    static void stop() {
        server.disposeNow();
    }

    @Test
    void textBinaryPingAndClose() {
        try (WebSocketTestConnection echo = client.connect("/echo?q=1")) {
            echo.send("a").expectText("a").send(new byte[] {1}).expectBinary(new byte[] {1});
            echo.ping((byte) 9).expectPong((byte) 9);
            assertThat(echo.session().getHandshakeInfo().uri()).hasQuery("q=1");
            echo.close(4000, "done").expectClose(4000, "done");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {126, 65_536, 1_000_000})
    void largeMessagesToo(int bytes) {
        try (WebSocketTestConnection echo = client.connect("/echo");
                WebSocketTestConnection compressed = client.compression().connect("/echo")) {
            echo.send(new byte[bytes]).expectBinary(new byte[bytes]);
            compressed.send(new byte[bytes]).expectBinary(new byte[bytes]);
            assertThat(compressed.responseHeaders().first("Sec-WebSocket-Extensions"))
                    .isEqualTo("permessage-deflate; server_no_context_takeover");
        }
    }

    @Test
    void headersAndSubprotocolAreSent() {
        try (WebSocketTestConnection echo =
                client.header("X-Tenant", "blue").subprotocol("other", "chat").connect("/echo")) {
            assertThat(echo.subprotocol()).isEqualTo("chat");
            echo.expectText("blue");
        }
        try (WebSocketTestConnection plain = client.connect("/echo")) {
            assertThat(plain.subprotocol()).isNull();
        }
    }

    @Test
    void refusalIsExpectedOrAnError() {
        WebSocketTestClient foreign = client.header("Origin", "https://evil.example");
        assertThat(foreign.expectRefused("/echo", 403)).contains("origin");
        client.expectRefused("/nowhere", 404);

        assertThatThrownBy(() -> foreign.connect("/echo"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("/echo, but: The server answered 403 instead of 101: ");
        assertThatThrownBy(() -> foreign.expectRefused("/echo", 401))
                .isInstanceOf(AssertionError.class)
                .hasMessageEndingWith("/echo to be refused with 401, but The server answered 403 instead of 101");
        assertThatThrownBy(() -> client.expectRefused("/echo", 403))
                .isInstanceOf(AssertionError.class)
                .hasMessageEndingWith("to be refused with 403, but the server accepted");
    }

    @Test
    void handshakeThatBreaksTheRulesIsAnError() { // RFC 6455, 4.1
        ScriptedServer.with(
                key -> ScriptedServer.answer("s3pPLMBiTxaQ9kYGzzhZRbK+xOo="), // of another key
                port -> assertThatThrownBy(
                                () -> WebSocketTestClient.bindToServer(port).connect("/"))
                        .isInstanceOf(AssertionError.class)
                        .hasMessageContaining("Sec-WebSocket-Accept does not belong to the key"));
    }

    @Test
    void frameInOneGoWithTheAnswerIsRead() {
        ScriptedServer.with(Frames.serverText("early") + Frames.serverClose(1001, ""), port -> {
            try (WebSocketTestConnection connection =
                    WebSocketTestClient.bindToServer(port).connect("/")) {
                connection.expectText("early").expectClose(1001);
            }
        });
    }

    @Test
    void serverThatSaysNothingOrIsNotThereIsAnError() throws IOException {
        int port;
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = silent.getLocalPort();
            WebSocketTestClient impatient =
                    WebSocketTestClient.bindToServer(port).timeout(Duration.ofMillis(50));
            assertThatThrownBy(() -> impatient.connect("/"))
                    .isInstanceOf(AssertionError.class)
                    .hasMessage("no answer to the handshake from ws://127.0.0.1:" + port + "/ within PT0.05S");
        }
        assertThatThrownBy(() -> WebSocketTestClient.bindToServer(port).connect("/"))
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith("no connection to ws://127.0.0.1:" + port + "/: ");
    }

    @Test
    @Timeout(20)
    void handshakeThatTakesTooLongIsNotLeftOpen() {
        // the server waits for the end of the connection
        ScriptedServer.with(key -> "", port -> {
            WebSocketTestClient impatient =
                    WebSocketTestClient.bindToServer(port).timeout(Duration.ofMillis(200));
            assertThatThrownBy(() -> impatient.connect("/"))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageStartingWith("no answer to the handshake");
        });
    }

    @Test
    @Timeout(6)
    void serverThatDoesNotAnswerTheCloseFrameIsWaitedForInRealTime() {
        ScriptedServer.with(ScriptedServer::accepting, port -> {
            VirtualTimeScheduler.getOrSet();
            try {
                WebSocketTestClient.bindToServer(port).connect("/").close();
            } finally {
                VirtualTimeScheduler.reset();
            }
        });
    }

    @Test
    void messagesAreAStream() {
        try (WebSocketTestConnection echo = client.connect("/echo")) {
            StepVerifier.create(echo.messages().take(2))
                    .then(() -> echo.send("a").send("b"))
                    .expectNext(new TextMessage("a"), new TextMessage("b"))
                    .verifyComplete();
            echo.send("c").expectText("c");
        }
    }

    @Test
    void expectNothingWaits() {
        try (WebSocketTestConnection echo = client.connect("/echo")) {
            echo.expectNothing(Duration.ofMillis(50)).send("a");
            assertThatThrownBy(() -> echo.expectNothing(Duration.ofSeconds(5)))
                    .isInstanceOf(AssertionError.class)
                    .hasMessage("expected nothing for PT5S, but text \"a\" came");
        }
    }

    // ---- faults

    @ParameterizedTest
    @ValueSource(ints = {1, 5})
    void splitFramesArrive(int bytes) {
        try (WebSocketTestConnection echo = client.connect("/echo")) {
            String text = "\u20ac".repeat(300);
            echo.splitFrames(bytes).send(text).expectText(text).close(1000).expectClose(1000);
        }
    }

    @Test
    void rawBytesGoOutBehindWhatWasSent() {
        try (WebSocketTestConnection echo = client.connect("/echo")) {
            echo.send("a").sendRaw(Hex.hex(Frames.clientText("b"))).send("c");
            echo.expectText("a").expectText("b").expectText("c");
            echo.sendRaw(Hex.hex(Frames.serverText("not masked"))).expectClose(1002, "client frame without mask");
        }
    }

    @Test
    void readerThatStoppedHoldsTheServerUp() throws InterruptedException {
        sessions.clear();
        try (WebSocketTestConnection echo = client.connect("/echo")) {
            WebSocketSession session = accepted();
            echo.stopReading();
            for (int i = 0; i < 64 && session.isOpen(); i++) {
                session.sendMessage(new TextMessage("x".repeat(500_000)));
            }
            assertThat(session.isOpen()).isFalse();
            echo.resumeReading().expectText();
        }
    }

    @Test
    void silentClientIsGivenUp() throws InterruptedException {
        sessions.clear();
        try (WebSocketTestConnection echo = client.connect("/impatient")) {
            WebSocketSession session = accepted();
            echo.expectPing().goSilent();
            assertThat(session.closeStatus().block(Duration.ofSeconds(5)))
                    .matches(status -> status.getCode() == 1011, "no answer to ping");
            echo.expectClose(1006);
        }
    }

    @Test
    void resetIsSeenAsOne() throws InterruptedException {
        sessions.clear();
        try (WebSocketTestConnection echo = client.connect("/echo")) {
            WebSocketSession session = accepted();
            echo.reset().expectClose(1006);
            assertThat(session.closeStatus().block(Duration.ofSeconds(5)))
                    .matches(status -> status.getCode() == 1006, "no close frame");
        }
    }
}

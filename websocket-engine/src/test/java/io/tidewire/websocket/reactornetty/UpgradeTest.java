package io.tidewire.websocket.reactornetty;

import static io.tidewire.websocket.testing.Frames.PING;
import static io.tidewire.websocket.testing.Frames.client;
import static io.tidewire.websocket.testing.Frames.clientClose;
import static io.tidewire.websocket.testing.Frames.clientText;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tidewire.websocket.WebSocketOptions;
import io.tidewire.websocket.testing.Await;
import io.tidewire.websocket.testing.Frames;
import io.tidewire.websocket.testing.Hex;
import io.tidewire.websocket.testing.RawWebSocketClient;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** From the request to the first frame. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class UpgradeTest {

    private final TestServer server = TestServer.echo(WebSocketOptions.builder()
            .subprotocols(List.of("chat.v2", "chat.v1"))
            .build());

    @AfterAll
    void stops() {
        server.close();
    }

    private RawWebSocketClient raw() throws IOException {
        return new RawWebSocketClient(new Socket("localhost", server.port()));
    }

    @Test
    void answerIsThatOfTheRfc() throws IOException { // 4.2.2
        try (RawWebSocketClient client = raw()) {
            client.send(RawWebSocketClient.request("/", "Sec-WebSocket-Protocol: chat.v1, chat.v2"));

            assertThat(client.readHead().get(0)).isEqualTo("HTTP/1.1 101 Switching Protocols");
            assertThat(client.header("upgrade")).isEqualToIgnoringCase("websocket");
            assertThat(client.header("connection")).isEqualToIgnoringCase("upgrade");
            assertThat(client.header("sec-websocket-accept")).isEqualTo(RawWebSocketClient.ACCEPT);
            assertThat(client.header("sec-websocket-protocol")).isEqualTo("chat.v2");
            assertThat(client.header("sec-websocket-extensions")).isNull();
            assertThat(client.header("content-length")).isNull(); // RFC 9110, 8.6
            assertThat(client.header("transfer-encoding")).isNull();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/hop"})
    void framesInTheRequestsSegmentAreAnswered(String path) throws IOException {
        try (RawWebSocketClient client = raw()) {
            client.send(RawWebSocketClient.requestWith(clientText("early") + client(PING, "01"), path));
            client.readAccepted();

            assertThat(client.frame().text()).isEqualTo("early");
            assertThat(client.frame().hex()).isEqualTo("8a0101");
            client.send(clientText("late"));
            assertThat(client.frame().text()).isEqualTo("late");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/hop"})
    void frameThatIsCutByTheRequestsSegmentIsJoined(String path) throws IOException {
        String frame = clientText("cut in two");
        for (int at = 2; at < frame.length(); at += 6) {
            try (RawWebSocketClient client = raw()) {
                client.send(RawWebSocketClient.requestWith(frame.substring(0, at), path));
                if (path.equals("/")) {
                    client.readAccepted();
                }
                client.send(frame.substring(at) + clientClose(1000, ""));
                if (!path.equals("/")) {
                    client.readAccepted();
                }
                assertThat(client.frame().text()).isEqualTo("cut in two");
                assertThat(client.readCloseAndEnd()).isEqualTo(1000);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/hop"})
    void brokenFrameInTheRequestsSegmentFailsTheConnection(String path) throws IOException {
        try (RawWebSocketClient client = raw()) {
            client.send(RawWebSocketClient.requestWith(Frames.serverText("not masked"), path));
            client.readAccepted();

            assertThat(client.readCloseAndEnd()).isEqualTo(1002);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/hop"})
    void upTo64KibMayComeBeforeTheAnswer(String path) throws IOException {
        try (RawWebSocketClient client = raw()) {
            String large = "a".repeat(60_000);
            client.send(RawWebSocketClient.requestWith(clientText(large), path));
            client.readAccepted();

            assertThat(client.frame().text()).isEqualTo(large);
        }
    }

    @Test
    void clientThatSendsMoreBeforeTheAnswerIsCutOff() throws IOException {
        try (RawWebSocketClient client = raw()) {
            assertThatExceptionOfType(IOException.class).isThrownBy(() -> {
                client.send(RawWebSocketClient.request("/never"));
                for (int i = 0; i < 10_000; i++) {
                    client.send(client(Frames.BINARY, Hex.times(10_000, "00")));
                }
            });
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/hop"})
    void refusedUpgradeIsAnsweredAndTheConnectionEnds(String path) throws IOException {
        try (RawWebSocketClient client = raw()) {
            client.send(RawWebSocketClient.requestWith(clientText("early"), path, "Origin: https://evil.example"));

            assertThat(client.readHead().get(0)).isEqualTo("HTTP/1.1 403 Forbidden");
            assertThat(client.readRest())
                    .isEqualTo("This endpoint does not take connections from pages of that origin\n");
        }
    }

    @Test
    void plainAnswerToAnUpgradeEndsTheConnection() throws IOException {
        try (RawWebSocketClient client = raw()) {
            client.send(RawWebSocketClient.requestWith(clientText("early"), "/plain"));

            assertThat(client.readHead().get(0)).isEqualTo("HTTP/1.1 200 OK");
            assertThat(client.readRest()).contains("plain");
        }
    }

    @Test
    void eachSessionKnowsTheUriOfItsRequest() throws IOException {
        List<URI> uris = new CopyOnWriteArrayList<>();
        TestServer telling = new TestServer(WebSocketOptions.defaults(), session -> {
            uris.add(session.getHandshakeInfo().uri());
            return TestServer.echo(session);
        });
        List<String> asked = List.of("/", "/", "/?room=1", "/?room=2", "/");
        try (telling) {
            for (String uri : asked) {
                try (RawWebSocketClient client = RawWebSocketClient.open(telling.port(), uri)) {
                    client.send(clientClose(1000, ""));
                    assertThat(client.readCloseAndEnd()).isEqualTo(1000);
                }
            }
        }
        assertThat(uris).map(URI::toString).isEqualTo(asked);
        assertThat(uris.get(1)).as("what is alike is shared").isSameAs(uris.get(0));
    }

    @Test
    void unknownPathIsNotFound() throws IOException {
        try (RawWebSocketClient client = raw()) {
            client.send(RawWebSocketClient.request("/nowhere"));

            assertThat(client.readHead().get(0)).startsWith("HTTP/1.1 404");
            client.readRest();
        }
    }

    @Test
    void requestBeforeTheUpgradeSharesItsConnection() throws IOException {
        try (RawWebSocketClient client = raw()) {
            client.send("GET /plain HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(ISO_8859_1));
            assertThat(client.readHead().get(0)).isEqualTo("HTTP/1.1 200 OK");
            assertThat(client.header("content-length")).isEqualTo("5");
            assertThat(client.stream().readNBytes(5)).asString(ISO_8859_1).isEqualTo("plain");

            RawWebSocketClient upgraded = new RawWebSocketClient(client.socket());
            upgraded.send(RawWebSocketClient.requestWith(clientText("early"), "/"));
            upgraded.readAccepted();
            assertThat(upgraded.frame().text()).isEqualTo("early");
        }
    }

    @Test
    void clientThatLeavesBeforeTheAnswerLeavesNothing() throws IOException {
        int before = server.channels.size();
        for (int i = 0; i < 20; i++) {
            RawWebSocketClient client = raw();
            client.send(RawWebSocketClient.requestWith(clientText("early"), "/hop"));
            client.reset();
        }
        Await.until(
                "all channels are closed",
                () -> server.channels.size() >= before
                        && server.channels.stream().skip(before).noneMatch(it -> it.isActive()));
    }
}

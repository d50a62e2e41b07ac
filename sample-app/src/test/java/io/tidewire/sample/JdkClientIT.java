package io.tidewire.sample;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewire.sample.TestHandlers.ClosingHandler;
import io.tidewire.websocket.CloseStatus;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** The JDK's own WebSocket client. */
@SampleTest
class JdkClientIT {

    @LocalServerPort
    int port;

    @Autowired
    ClosingHandler closing;

    @BeforeEach
    void forgetEarlierConnections() {
        closing.ended.clear();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Hello", "你好，服务器！我是客户端。", "👋🏽"})
    void textComesBackAsItWent(String text) throws Exception {
        try (JdkClient client = new JdkClient(port, "/echo")) {
            client.send(text);

            assertThat(client.nextText()).isEqualTo(text);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 125, 126, 65_535, 65_536, 10 * 1024 * 1024})
    void binaryComesBackAsItWent(int length) throws Exception {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        try (JdkClient client = new JdkClient(port, "/echo")) {
            client.socket().sendBinary(ByteBuffer.wrap(bytes), true).join();

            assertThat(client.nextBinary()).isEqualTo(bytes);
        }
    }

    @Test
    void tenMegabytesOfText() throws Exception {
        String text = "浪潮 wire ".repeat(10 * 1024 * 1024 / 12);
        try (JdkClient client = new JdkClient(port, "/echo")) {
            client.send(text);

            assertThat(client.nextText().equals(text)).isTrue();
        }
    }

    @Test
    void fragmentsAreJoined() throws Exception {
        byte[] wave = "浪🌊".getBytes(UTF_8);
        try (JdkClient client = new JdkClient(port, "/echo")) {
            WebSocket socket = client.socket();
            socket.sendText("Hel", false).join();
            socket.sendText("", false).join();
            socket.sendText("lo", true).join();
            assertThat(client.nextText()).isEqualTo("Hello");

            for (int i = 0; i < wave.length; i++) {
                socket.sendBinary(ByteBuffer.wrap(wave, i, 1), i == wave.length - 1)
                        .join();
            }
            assertThat(client.nextBinary()).isEqualTo(wave);
        }
    }

    @Test
    void pingsAreAnsweredWithTheirPayload() throws Exception {
        try (JdkClient client = new JdkClient(port, "/echo")) {
            client.socket().sendPing(ByteBuffer.wrap("潮".getBytes(UTF_8))).join();

            assertThat(client.nextPong()).isEqualTo("潮".getBytes(UTF_8));
        }
    }

    @Test
    void pingsAreAnsweredBetweenFragments() throws Exception {
        try (JdkClient client = new JdkClient(port, "/echo")) {
            client.socket().sendText("be", false).join();
            client.socket().sendPing(ByteBuffer.allocate(125)).join();
            assertThat(client.nextPong()).hasSize(125);

            client.socket().sendText("tween", true).join();
            assertThat(client.nextText()).isEqualTo("between");
        }
    }

    @ParameterizedTest
    @CsvSource({"1000,客户端完成通信", "3000,three", "4999,''"})
    void theClientCloses(int code, String reason) throws Exception {
        CloseStatus status = new CloseStatus(code, reason.isEmpty() ? null : reason);
        try (JdkClient client = new JdkClient(port, "/closing")) {
            client.socket().sendClose(code, reason).join();

            assertThat(client.closeStatus()).isEqualTo(status);
            assertThat(closing.ended.poll(10, TimeUnit.SECONDS)).isEqualTo(status);
        }
    }

    @ParameterizedTest
    @CsvSource({"1000,done", "3000,三", "4999,four"})
    void theServerCloses(int code, String reason) throws Exception {
        CloseStatus status = new CloseStatus(code, reason);
        try (JdkClient client = new JdkClient(port, "/closing")) {
            client.send(code + " " + reason);

            assertThat(client.closeStatus()).isEqualTo(status);
            assertThat(closing.ended.poll(10, TimeUnit.SECONDS)).isEqualTo(status);
        }
    }

    @Test
    void aClientThatAbortsIsNoticed() throws Exception {
        try (JdkClient client = new JdkClient(port, "/closing")) {
            client.socket().abort();

            CloseStatus status = closing.ended.poll(10, TimeUnit.SECONDS);
            assertThat(status).isNotNull();
            assertThat(status.getCode()).isEqualTo(1006);
        }
    }

    @Test
    void thePathMustBeKnown() {
        CompletableFuture<WebSocket> handshake = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(URI.create("ws://localhost:" + port + "/nowhere"), new WebSocket.Listener() {});

        assertThatThrownBy(handshake::join)
                .cause()
                .isInstanceOfSatisfying(
                        WebSocketHandshakeException.class,
                        refused ->
                                assertThat(refused.getResponse().statusCode()).isEqualTo(404));
    }

    @Test
    void tenThousandMessagesKeepTheirOrder() throws Exception {
        int count = 10_000;
        try (JdkClient client = new JdkClient(port, "/echo")) {
            CompletableFuture<Void> sender = CompletableFuture.runAsync(() -> {
                for (int i = 0; i < count; i++) {
                    client.send("message " + i);
                }
            });
            for (int i = 0; i < count; i++) {
                assertThat(client.nextText()).isEqualTo("message " + i);
            }
            sender.join();
        }
    }
}

package io.tidewire.websocket.reactornetty;

import static io.tidewire.websocket.testing.Frames.PING;
import static io.tidewire.websocket.testing.Frames.client;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.websocket.BinaryMessage;
import io.tidewire.websocket.WebSocketOptions;
import io.tidewire.websocket.rfc.RfcCases;
import io.tidewire.websocket.testing.Hex;
import io.tidewire.websocket.testing.RawWebSocketClient;
import io.tidewire.websocket.testing.ServerFrame;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages that no socket's buffer holds. */
class LargeMessageTest {

    private static final int MIB = 1024 * 1024;

    private static byte[] randomBytes(int length) {
        byte[] bytes = new byte[length];
        new Random(64).nextBytes(bytes);
        return bytes;
    }

    /** A binary frame whose key is zero, which masks nothing. */
    private static byte[] frame(byte[] payload) {
        return ByteBuffer.allocate(14 + payload.length)
                .putShort((short) 0x82FF)
                .putLong(payload.length)
                .putInt(0)
                .put(payload)
                .array();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 10, 64})
    void messageIsEchoed(int mib) throws Exception {
        WebSocketOptions options = WebSocketOptions.builder()
                .maxMessageSize(RfcCases.MAX_MESSAGE_SIZE)
                .build();
        byte[] payload = randomBytes(mib * MIB);
        try (TestServer server = TestServer.echo(options);
                RawWebSocketClient client = server.connect()) {
            client.send(frame(payload));
            ServerFrame echo = client.frame();

            assertThat(echo.first()).isEqualTo(0x82);
            assertThat(echo.payload()).isEqualTo(payload);
        }
    }

    @Test
    void manyLargeMessagesOfDifferentLengthsArriveWhole() throws IOException {
        int[] lengths = {20_000, 262_144, 262_145, 524_298, 16_385, 1_000_001, 300_000, 7, 786_433, 20_000};
        WebSocketOptions options =
                WebSocketOptions.builder().outboundMaxBytes(64 * MIB).build();
        byte[] source = randomBytes(2 * MIB);
        TestServer server = new TestServer(options, session -> message -> {
            for (int i = 0; i < 50; i++) {
                ByteBuffer part = ByteBuffer.wrap(source, i, lengths[i % lengths.length]);
                session.sendMessage(new BinaryMessage(part));
            }
        });
        try (server;
                RawWebSocketClient client = server.connect()) {
            client.send(client(PING, ""), client(0x81, Hex.times(2, "61")));
            assertThat(client.frame().hex()).isEqualTo("8a00");
            for (int i = 0; i < 50; i++) {
                assertThat(ByteBuffer.wrap(client.frame().payload()))
                        .as("message %d", i)
                        .isEqualTo(ByteBuffer.wrap(source, i, lengths[i % lengths.length]));
            }
        }
    }

    @Test
    void pingIsAnsweredBetweenLargeMessages() throws Exception {
        WebSocketOptions options = WebSocketOptions.builder()
                .maxMessageSize(RfcCases.MAX_MESSAGE_SIZE)
                .build();
        byte[] payload = randomBytes(10 * MIB);
        try (TestServer server = TestServer.echo(options);
                RawWebSocketClient client = server.connect()) {
            CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> {
                try {
                    client.send(frame(payload));
                    client.send(client(PING, "01"));
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
            assertThat(client.frame().payload()).isEqualTo(payload);
            assertThat(client.frame().hex()).isEqualTo("8a0101");
            sending.get();
        }
    }
}

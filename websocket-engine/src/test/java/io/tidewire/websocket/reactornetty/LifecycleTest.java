package io.tidewire.websocket.reactornetty;

import static io.tidewire.websocket.testing.Frames.BINARY;
import static io.tidewire.websocket.testing.Frames.TEXT_BEGINS;
import static io.tidewire.websocket.testing.Frames.client;
import static io.tidewire.websocket.testing.Frames.clientClose;
import static io.tidewire.websocket.testing.Frames.clientText;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.tidewire.websocket.BinaryMessage;
import io.tidewire.websocket.CloseStatus;
import io.tidewire.websocket.WebSocketOptions;
import io.tidewire.websocket.testing.Await;
import io.tidewire.websocket.testing.Hex;
import io.tidewire.websocket.testing.RawWebSocketClient;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How connections end when TCP has its say. */
class LifecycleTest {

    private final TestServer server = TestServer.echo(
            WebSocketOptions.builder().closeTimeout(Duration.ofMillis(400)).build());

    @AfterEach
    void stops() {
        server.close();
    }

    private void awaitClosed(int count) {
        Await.until(count + " sessions have ended", () -> server.closed.size() == count);
        Await.until("all channels are closed", () -> server.channels.stream().noneMatch(Channel::isOpen));
    }

    @Test
    void clientThatClosesItsHalfWithoutACloseFrameIsAbnormal() throws IOException {
        try (RawWebSocketClient client = server.connect()) {
            client.send(clientText("last") + client(TEXT_BEGINS, "61"));
            assertThat(client.frame().text()).isEqualTo("last");
            client.closeOutput();

            assertThat(client.readToEnd()).isEmpty();
            awaitClosed(1);
            assertThat(server.closed).containsExactly(CloseStatus.ABNORMAL);
        }
    }

    @Test
    void clientThatResetsIsAbnormal() throws IOException {
        RawWebSocketClient client = server.connect();
        client.send(clientText("last"));
        assertThat(client.frame().text()).isEqualTo("last");
        client.reset();

        awaitClosed(1);
        assertThat(server.closed).containsExactly(CloseStatus.ABNORMAL);
    }

    @Test
    void clientThatResetsWhileMuchIsOnItsWayLeavesNothing() throws IOException {
        for (int i = 0; i < 10; i++) {
            RawWebSocketClient client = server.connect();
            client.send(client(BINARY, Hex.times(1_000_000, "01")));
            client.frame();
            client.send(
                    client(BINARY, Hex.times(1_000_000, "02")), clientText("a").repeat(1000));
            client.reset();
        }
        awaitClosed(10);
        assertThat(server.closed).containsOnly(CloseStatus.ABNORMAL);
    }

    @Test
    void serverClosesTcpBehindTheHandshake() throws IOException { // 7.1.1
        try (RawWebSocketClient client = server.connect()) {
            client.send(clientClose(1000, "bye"));

            assertThat(client.readCloseAndEnd()).isEqualTo(1000);
            awaitClosed(1); // though the client's socket is still open
        }
    }

    @Test
    void closedChannelBecomesAClosingHandshakeWith1001() throws IOException {
        try (RawWebSocketClient client = server.connect()) {
            ChannelFuture closing = server.channels.get(0).close();

            assertThat(client.frame().closeCode()).isEqualTo(1001);
            assertThat(closing.isDone()).as("waits for the handshake").isFalse();
            client.send(clientClose(1001, ""));
            assertThat(client.readFrame()).isNull();
            awaitClosed(1);
            assertThat(closing.isDone()).isTrue();
            assertThat(server.closed).containsExactly(CloseStatus.GOING_AWAY);
        }
    }

    @Test
    void clientThatDoesNotAnswerTheCloseIsCut() throws IOException {
        try (RawWebSocketClient client = server.connect()) {
            server.channels.get(0).close();
            assertThat(client.readCloseAndEnd()).isEqualTo(1001);

            awaitClosed(1);
            assertThat(server.closed).containsExactly(CloseStatus.ABNORMAL);
        }
    }

    @Test
    void clientThatStaysBehindAViolationIsCut() throws IOException {
        try (RawWebSocketClient client = server.connect()) {
            client.send("83");
            assertThat(client.readCloseAndEnd()).isEqualTo(1002);

            awaitClosed(1);
        }
    }

    @Test
    void listenerThatFailsClosesWith1011() throws IOException {
        TestServer failing = new TestServer(WebSocketOptions.defaults(), session -> message -> {
            throw new IllegalStateException("expected by the test");
        });
        try (failing;
                RawWebSocketClient client = failing.connect()) {
            client.send(clientText("a"), clientText("b"));

            assertThat(client.readCloseAndEnd()).isEqualTo(1011);
            assertThat(failing.errors).hasSize(1);
        }
    }

    @Test
    void sessionMayBeClosedByAnyThread() throws IOException {
        TestServer closing = new TestServer(WebSocketOptions.defaults(), session -> message -> {
            Thread other = new Thread(() -> {
                for (int i = 0; i < 100; i++) {
                    session.sendMessage(new BinaryMessage(new byte[1000]));
                }
                session.close(new CloseStatus(4000));
            });
            other.start();
        });
        try (closing;
                RawWebSocketClient client = closing.connect()) {
            client.send(clientText("go"));
            for (int i = 0; i < 100; i++) {
                assertThat(client.frame().payload()).hasSize(1000);
            }
            assertThat(client.frame().closeCode()).isEqualTo(4000);
            client.send(clientClose(4000, ""));
            assertThat(client.readFrame()).isNull();
        }
    }

    @Test
    void fiveHundredConnectionsLeaveNoSession() throws IOException {
        for (int i = 0; i < 500; i++) {
            RawWebSocketClient client = server.connect();
            switch (i % 4) {
                case 0 -> {
                    client.send(clientText("a"), clientClose(1000, ""));
                    client.readToEnd();
                    client.close();
                }
                case 1 -> client.reset();
                case 2 -> client.close();
                default -> {
                    client.send("83");
                    client.close();
                }
            }
        }
        Await.until("all have opened", () -> server.opened.get() == 500);
        awaitClosed(500);
    }
}

package io.tidewire.websocket.reactornetty;

import static io.tidewire.websocket.testing.Frames.BINARY;
import static io.tidewire.websocket.testing.Frames.PING;
import static io.tidewire.websocket.testing.Frames.client;
import static io.tidewire.websocket.testing.Frames.clientText;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.websocket.BinaryMessage;
import io.tidewire.websocket.CloseStatus;
import io.tidewire.websocket.WebSocketListener;
import io.tidewire.websocket.WebSocketMessage;
import io.tidewire.websocket.WebSocketOptions;
import io.tidewire.websocket.WebSocketSession;
import io.tidewire.websocket.testing.Await;
import io.tidewire.websocket.testing.Hex;
import io.tidewire.websocket.testing.RawWebSocketClient;
import io.tidewire.websocket.testing.ServerFrame;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

/** Who is slow holds up himself and nobody else. */
class BackPressureTest {

    private static final int MESSAGE = 64 * 1024;

    /** More than all buffers between the two ends hold. */
    private static final int TOO_MANY = 2000;

    /** What a client gets who asks: a flood, or a stream. */
    private static WebSocketListener floodOrEcho(WebSocketSession session, AtomicInteger sent) {
        return message -> {
            if (message.getPayloadLength() == 1) {
                flood(session, sent);
            } else {
                session.sendMessage(message);
            }
        };
    }

    private static void flood(WebSocketSession session, AtomicInteger sent) {
        new Thread(() -> {
                    byte[] payload = new byte[MESSAGE];
                    while (session.isOpen() && sent.get() < TOO_MANY) {
                        session.sendMessage(new BinaryMessage(payload));
                        sent.incrementAndGet();
                    }
                })
                .start();
    }

    @Test
    void clientThatDoesNotReadIsClosedWith1013AndNobodyElseNotices() throws IOException {
        AtomicInteger sent = new AtomicInteger();
        TestServer server = new TestServer(WebSocketOptions.defaults(), session -> floodOrEcho(session, sent));
        try (server;
                RawWebSocketClient slow = server.connect();
                RawWebSocketClient other = server.connect()) {
            slow.send(clientText("f"));
            Await.until("the slow one is closed", () -> server.closed.size() == 1);
            assertThat(server.closed.get(0).getCode()).isEqualTo(1013);
            assertThat(sent.get()).as("messages taken").isLessThan(TOO_MANY);
            for (int i = 0; i < 100; i++) {
                other.send(clientText("still here"));
                assertThat(other.frame().text()).isEqualTo("still here");
            }

            List<ServerFrame> frames = slow.readToEnd();
            assertThat(frames.get(frames.size() - 1).closeCode()).isEqualTo(1013);
            assertThat(frames).hasSizeLessThanOrEqualTo(sent.get() + 1);
        }
    }

    @Test
    void clientThatNeverReadsIsCut() throws IOException {
        AtomicInteger sent = new AtomicInteger();
        WebSocketOptions options =
                WebSocketOptions.builder().closeTimeout(Duration.ofMillis(300)).build();
        try (TestServer server = new TestServer(options, session -> floodOrEcho(session, sent));
                RawWebSocketClient slow = server.connect()) {
            slow.send(clientText("f"));

            Await.until("the connection is gone", () -> !server.channels.get(0).isOpen());
            assertThat(server.closed).extracting(CloseStatus::getCode).containsExactly(1013);
        }
    }

    @Test
    void streamIsPacedByItsClient() throws IOException {
        AtomicInteger made = new AtomicInteger();
        TestServer server = new TestServer(WebSocketOptions.defaults(), session -> message -> {
            Flux<BinaryMessage> many = Flux.range(0, TOO_MANY)
                    .doOnNext(i -> made.incrementAndGet())
                    .map(i -> new BinaryMessage(new byte[MESSAGE]));
            session.send(many).subscribe();
        });
        try (server;
                RawWebSocketClient client = server.connect()) {
            client.send(clientText("go"));
            Await.until(
                    "the network is full",
                    () -> made.get() > 0 && !server.channels.get(0).isWritable());
            assertThat(made.get()).isLessThan(TOO_MANY);

            for (int i = 0; i < TOO_MANY; i++) {
                assertThat(client.frame().payload()).hasSize(MESSAGE);
            }
            assertThat(made.get()).isEqualTo(TOO_MANY);
            assertThat(server.closed).isEmpty();
        }
    }

    @Test
    void listenerThatDoesNotAskStopsItsClient() throws IOException {
        Pacing pacing = new Pacing();
        try (TestServer server = new TestServer(WebSocketOptions.defaults(), session -> pacing);
                RawWebSocketClient client = server.connect()) {
            String message = client(BINARY, Hex.times(MESSAGE, "01"));
            AtomicReference<Throwable> failure = new AtomicReference<>();
            AtomicInteger written = new AtomicInteger();
            Thread writer = new Thread(() -> {
                try {
                    byte[] bytes = Hex.hex(message);
                    for (int i = 0; i < TOO_MANY; i++) {
                        client.send(bytes);
                        written.incrementAndGet();
                    }
                    client.send(client(PING, "01"));
                } catch (IOException e) {
                    failure.set(e);
                }
            });
            writer.start();
            Await.until(
                    "the connection is not read",
                    () -> pacing.received.get() == 1
                            && !server.channels.get(0).config().isAutoRead());
            assertThat(written.get()).isLessThan(TOO_MANY);
            assertThat(writer.isAlive()).as("the client is held up").isTrue();
            assertThat(pacing.received).as("though one was asked for").hasValue(1);

            pacing.ask(Long.MAX_VALUE);
            assertThat(client.frame().hex()).isEqualTo("8a0101");
            assertThat(failure).hasValue(null);
            assertThat(pacing.received).hasValue(TOO_MANY);
        }
    }

    /** Asks for one message, and then when told to. */
    private static final class Pacing implements WebSocketListener {

        final AtomicInteger received = new AtomicInteger();
        private final CompletableFuture<Inbound> inbound = new CompletableFuture<>();

        @Override
        public void onOpen(Inbound opened) {
            inbound.complete(opened);
            opened.request(1);
        }

        @Override
        public void onMessage(WebSocketMessage message) {
            received.incrementAndGet();
        }

        void ask(long n) {
            inbound.join().request(n);
        }
    }
}

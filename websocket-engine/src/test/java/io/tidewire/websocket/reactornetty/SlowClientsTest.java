package io.tidewire.websocket.reactornetty;

import static io.tidewire.websocket.testing.Frames.clientClose;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.ChannelOption;
import io.tidewire.websocket.OutboundPolicy;
import io.tidewire.websocket.TextMessage;
import io.tidewire.websocket.WebSocketListener;
import io.tidewire.websocket.WebSocketMessage;
import io.tidewire.websocket.WebSocketOptions;
import io.tidewire.websocket.WebSocketSession;
import io.tidewire.websocket.testing.Await;
import io.tidewire.websocket.testing.RawWebSocketClient;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A hundred clients that never read, beside one that does. */
class SlowClientsTest {

    private static final int CLIENTS = 100;
    private static final int BOUND = 64 * 1024;
    private static final int MESSAGES = 400;
    private static final int LENGTH = 8 * 1024;

    private static RawWebSocketClient narrow(int port) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(4 * 1024);
        socket.connect(new InetSocketAddress("localhost", port));
        RawWebSocketClient client = new RawWebSocketClient(socket);
        client.send(RawWebSocketClient.request("/"));
        client.readAccepted();
        return client;
    }

    private static TextMessage message(int i) {
        return new TextMessage("%06d".formatted(i) + "x".repeat(LENGTH - 6)).withKey(i % 50);
    }

    @ParameterizedTest
    @EnumSource
    void slowOnesCostTheirBoundAndTheOtherSeesEverything(OutboundPolicy policy) throws Exception {
        WebSocketOptions options = WebSocketOptions.builder()
                .outboundMaxBytes(BOUND)
                .outboundPolicy(policy)
                .build();
        List<WebSocketSession> sessions = new CopyOnWriteArrayList<>();
        List<WebSocketMessage> dropped = new CopyOnWriteArrayList<>();
        TestServer server = new TestServer(
                options,
                session -> {
                    sessions.add(session);
                    return new CountingDrops(dropped);
                },
                http -> http.childOption(ChannelOption.SO_SNDBUF, BOUND));
        List<RawWebSocketClient> slow = new ArrayList<>();
        try (server;
                RawWebSocketClient fast = server.connect()) {
            Await.until("the fast one is open", () -> sessions.size() == 1);
            WebSocketSession reading = sessions.get(0);
            for (int i = 0; i < CLIENTS; i++) {
                slow.add(narrow(server.port()));
            }
            Await.until("all are open", () -> sessions.size() == 1 + CLIENTS);
            CompletableFuture<List<String>> read = CompletableFuture.supplyAsync(() -> textsUntilClosed(fast));

            long most = 0;
            for (int i = 0; i < MESSAGES; i++) {
                WebSocketMessage message = message(i);
                for (WebSocketSession session : sessions) {
                    if (session != reading) {
                        session.sendMessage(message);
                    }
                }
                reading.sendMessage(message).block(); // paced by the one that reads
                most = Math.max(
                        most,
                        sessions.stream()
                                .mapToLong(WebSocketSession::getQueuedBytes)
                                .sum());
            }
            reading.close();
            List<String> texts = read.get();

            assertThat(texts).hasSize(MESSAGES);
            for (int i = 0; i < MESSAGES; i++) {
                assertThat(texts.get(i)).isEqualTo("%06d".formatted(i));
            }
            // eight times the bound between the threads, and in the queue the bound, or four times it, and a message
            int multiple = 8 + (policy == OutboundPolicy.SUSPEND ? 4 : 1);
            assertThat(most)
                    .as("queued bytes of all")
                    .isLessThanOrEqualTo(CLIENTS * ((long) multiple * BOUND + 2L * (LENGTH + 64)));
            boolean drops = policy == OutboundPolicy.DROP_NEWEST || policy == OutboundPolicy.DROP_OLDEST;
            if (drops) {
                assertThat(sessions).filteredOn(it -> it != reading).allMatch(WebSocketSession::isOpen);
                Await.until("drops are told", () -> !dropped.isEmpty());
            } else {
                Await.until("all of them are closed", () -> sessions.stream().noneMatch(WebSocketSession::isOpen));
            }
            assertThat(reading.getDroppedMessages()).isZero();
        } finally {
            for (RawWebSocketClient client : slow) {
                client.close();
            }
        }
    }

    private static List<String> textsUntilClosed(RawWebSocketClient client) {
        try {
            List<String> texts = new ArrayList<>();
            for (var frame = client.frame(); !frame.isClose(); frame = client.frame()) {
                texts.add(frame.text().substring(0, 6));
            }
            client.send(clientClose(1000, ""));
            return texts;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private record CountingDrops(List<WebSocketMessage> dropped) implements WebSocketListener {

        @Override
        public void onMessage(WebSocketMessage message) {}

        @Override
        public void onDropped(WebSocketMessage message) {
            dropped.add(message);
        }
    }
}

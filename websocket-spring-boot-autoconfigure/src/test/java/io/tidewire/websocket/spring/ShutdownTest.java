package io.tidewire.websocket.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.websocket.CloseStatus;
import io.tidewire.websocket.TextMessage;
import io.tidewire.websocket.WebSocketSession;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The end of the application is the end of its sessions. */
class ShutdownTest {

    @SocketHandler("/idle")
    static class Idle extends TextWebSocketHandler {

        static final CompletableFuture<CloseStatus> closed = new CompletableFuture<>();

        @Override
        protected void handleTextMessage(WebSocketSession session, TextMessage message) {
            session.sendMessage(message);
        }

        @Override
        public void afterConnectionClosed(WebSocketSession session, CloseStatus status) {
            closed.complete(status);
        }
    }

    @SocketHandler("/other")
    static class Other extends TextWebSocketHandler {

        @Override
        protected void handleTextMessage(WebSocketSession session, TextMessage message) {
            session.sendMessage(message);
        }
    }

    @Test
    void openSessionsAreClosedWith1001BeforeTheGracefulPhase() throws Exception {
        TestServer server = TestServer.with(List.of("spring.lifecycle.timeout-per-shutdown-phase=30s"), Idle.class);
        try (TestClient client = server.connect("/idle")) {
            client.send("here");
            assertThat(client.text()).isEqualTo("here");
            Instant before = Instant.now();
            server.close();
            assertThat(client.closeCode()).isEqualTo(1001);
            assertThat(client.closeReason()).isEqualTo("server is shutting down");
            assertThat(Idle.closed.get(5, TimeUnit.SECONDS).getCode()).isEqualTo(1001);
            assertThat(Duration.between(before, Instant.now())).isLessThan(Duration.ofSeconds(8));
        }
    }

    private static RawClient open(TestServer server, String path) throws IOException {
        RawClient client = new RawClient(server.port());
        client.send(RawClient.handshake(path));
        assertThat(client.head()).startsWith("HTTP/1.1 101 ");
        return client;
    }

    private static void answerClose(RawClient client, int code) throws IOException {
        assertThat(client.frame()).isEqualTo("8:" + code);
        client.send("", RawClient.frame(8, ""));
        assertThat(client.rest()).isEmpty();
    }

    @Test
    void thousandSessionsAreClosedInBatches() throws Exception {
        TestServer server = TestServer.with(Other.class);
        List<RawClient> clients = new ArrayList<>();
        try {
            for (int i = 0; i < 1000; i++) {
                clients.add(open(server, "/other"));
            }
            Instant before = Instant.now();
            CompletableFuture<Void> stopped = CompletableFuture.runAsync(server::close);
            for (RawClient client : clients) {
                answerClose(client, 1001);
            }
            stopped.get(10, TimeUnit.SECONDS);
            assertThat(Duration.between(before, Instant.now())).isLessThan(Duration.ofSeconds(5));
        } finally {
            for (RawClient client : clients) {
                client.close();
            }
            server.close();
        }
    }

    @Test
    void statusIsAProperty() throws Exception {
        TestServer server = TestServer.with(List.of("tidewire.shutdown.status=1012"), Other.class);
        try (RawClient client = open(server, "/other")) {
            CompletableFuture<Void> stopped = CompletableFuture.runAsync(server::close);
            answerClose(client, 1012);
            stopped.get(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void clientThatDoesNotAnswerIsCutAtTheDeadline() throws Exception {
        TestServer server =
                TestServer.with(List.of("tidewire.shutdown.timeout=300ms", "tidewire.close-timeout=60s"), Other.class);
        SocketSessions sessions = server.bean(SocketSessions.class);
        try (RawClient client = open(server, "/other")) {
            Instant before = Instant.now();
            server.close();
            assertThat(Duration.between(before, Instant.now()))
                    .isBetween(Duration.ofMillis(300), Duration.ofSeconds(8));
            assertThat(client.frame()).isEqualTo("8:1001");
            assertThat(client.rest()).isEmpty();
            assertThat(sessions.size()).isZero();
        }
    }

    @Test
    void upgradeDuringTheShutdownIsToldToComeBackLater() throws Exception {
        TestServer server = TestServer.with(Other.class);
        int port = server.port();
        try (RawClient slow = open(server, "/other");
                RawClient late = new RawClient(port)) {
            CompletableFuture<Void> stopped = CompletableFuture.runAsync(server::close);
            assertThat(slow.frame()).isEqualTo("8:1001");
            late.send(RawClient.handshake("/other"));
            assertThat(late.head()).startsWith("HTTP/1.1 503 ").containsIgnoringCase("\r\nretry-after: 5\r\n");
            slow.send("", RawClient.frame(8, ""));
            stopped.get(10, TimeUnit.SECONDS);
        }
    }

    @SocketHandler("/flood")
    static class Flood extends TextWebSocketHandler {

        static final CompletableFuture<WebSocketSession> SENT = new CompletableFuture<>();
        static final String MESSAGE = "x".repeat(60_000);

        @Override
        public void afterConnectionEstablished(WebSocketSession session) {
            for (int i = 0; i < 300; i++) {
                session.sendMessage(new TextMessage(MESSAGE));
            }
            SENT.complete(session);
        }

        @Override
        protected void handleTextMessage(WebSocketSession session, TextMessage message) {}
    }

    @Test
    void queuedMessagesArriveBeforeTheCloseFrame() throws Exception {
        TestServer server = TestServer.with(List.of("tidewire.outbound.max-bytes=64MB"), Flood.class, Other.class);
        try (RawClient flooded = open(server, "/flood")) {
            assertThat(Flood.SENT.get(10, TimeUnit.SECONDS).isOpen()).isTrue();
            try (RawClient other = open(server, "/other")) {
                CompletableFuture<Void> stopped = CompletableFuture.runAsync(server::close);
                assertThat(other.frame()).as("the shutdown has begun").isEqualTo("8:1001");
                for (int i = 0; i < 300; i++) {
                    assertThat(flooded.frame()).hasSize(2 + Flood.MESSAGE.length());
                }
                answerClose(flooded, 1001);
                other.send("", RawClient.frame(8, ""));
                stopped.get(10, TimeUnit.SECONDS);
            }
        }
    }

    @Test
    void upgradesAreRefusedWith503WhileSessionsAreClosed() throws Exception {
        try (TestServer server = TestServer.with(Other.class)) {
            server.bean(SocketSessions.class).close(CloseStatus.GOING_AWAY).block();
            try (RawClient client = new RawClient(server.port())) {
                client.send(RawClient.handshake("/other"));
                assertThat(client.rest())
                        .startsWith("HTTP/1.1 503 ")
                        .endsWith("The server is shutting down\n")
                        .containsIgnoringCase("\r\nretry-after: 5\r\n");
            }
            server.bean(SocketSessions.class).accept();
            try (TestClient client = server.connect("/other")) {
                client.send("again");
                assertThat(client.text()).isEqualTo("again");
                assertThat(server.bean(SocketSessions.class).size()).isOne();
            }
        }
    }
}

package io.tidewire.websocket.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.websocket.CloseStatus;
import io.tidewire.websocket.TextMessage;
import io.tidewire.websocket.WebSocketSession;
import java.time.Duration;
import java.time.Instant;
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

    @Test
    void upgradesAreRefusedWith503WhileSessionsAreClosed() throws Exception {
        try (TestServer server = TestServer.with(Other.class)) {
            server.bean(SocketSessions.class).close(CloseStatus.GOING_AWAY).block();
            try (RawClient client = new RawClient(server.port())) {
                client.send(RawClient.handshake("/other"));
                assertThat(client.rest()).startsWith("HTTP/1.1 503 ").endsWith("The server is shutting down\n");
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

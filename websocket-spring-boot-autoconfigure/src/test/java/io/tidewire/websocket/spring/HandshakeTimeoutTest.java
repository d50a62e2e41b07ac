package io.tidewire.websocket.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.websocket.TextMessage;
import io.tidewire.websocket.WebSocketSession;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Clients that do not say what they want are cut, and nobody else. */
class HandshakeTimeoutTest {

    private static TestServer server;

    @BeforeAll
    static void start() {
        server = TestServer.with(List.of("tidewire.handshake-timeout=300ms"), Echo.class);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @SocketHandler("/echo")
    static class Echo extends TextWebSocketHandler {

        @Override
        protected void handleTextMessage(WebSocketSession session, TextMessage message) {
            session.sendMessage(message);
        }
    }

    /** A client that connects now and says nothing is cut: what connected before has passed its deadline, too. */
    static void deadlinePasses(int port) throws Exception {
        try (RawClient silent = new RawClient(port)) {
            assertThat(silent.rest()).isEmpty();
        }
    }

    @Test
    void silentClientIsCut() throws Exception {
        deadlinePasses(server.port());
    }

    @Test
    void halfARequestIsCut() throws Exception {
        try (RawClient client = new RawClient(server.port())) {
            client.send("GET /echo HTTP/1.1\r\nHost: localhost\r\nUpgrade: webso");
            assertThat(client.rest()).isEmpty();
        }
    }

    @Test
    void connectionThatHasHadARequestIsKept() throws Exception {
        try (RawClient client = new RawClient(server.port())) {
            String request = "GET /nowhere HTTP/1.1\r\nHost: localhost\r\nAccept: text/plain\r\n\r\n";
            client.send(request.replaceFirst("GET", "HEAD"));
            assertThat(client.head()).startsWith("HTTP/1.1 404 ");
            deadlinePasses(server.port());
            client.send(request);
            assertThat(client.head()).startsWith("HTTP/1.1 404 ");
        }
    }

    @Test
    void sessionIsKept() throws Exception {
        try (RawClient client = new RawClient(server.port())) {
            client.send(RawClient.handshake("/echo"));
            assertThat(client.head()).startsWith("HTTP/1.1 101 ");
            deadlinePasses(server.port());
            client.send("", RawClient.frame(1, "still here"));
            assertThat(client.frame()).isEqualTo("1:still here");
        }
    }
}

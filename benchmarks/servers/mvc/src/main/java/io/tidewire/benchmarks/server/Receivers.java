package io.tidewire.benchmarks.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.web.socket.BinaryMessage;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.WebSocketMessage;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.handler.AbstractWebSocketHandler;
import org.springframework.web.socket.handler.ConcurrentWebSocketSessionDecorator;

/** Sessions that are sent the same, by several threads. */
final class Receivers {

    private static final int SEND_TIME_LIMIT = 10_000; // milliseconds
    private static final int SEND_BUFFER_LIMIT = 16 << 20; // bytes

    private final Map<String, WebSocketSession> sessions = new ConcurrentHashMap<>();

    /** Whose sessions receive, and send to the receivers. */
    WebSocketHandler members() {
        return new Sender() {
            @Override
            public void afterConnectionEstablished(WebSocketSession session) {
                sessions.put(
                        session.getId(),
                        new ConcurrentWebSocketSessionDecorator(session, SEND_TIME_LIMIT, SEND_BUFFER_LIMIT));
            }

            @Override
            public void afterConnectionClosed(WebSocketSession session, CloseStatus status) {
                sessions.remove(session.getId());
            }
        };
    }

    /** Whose sessions only send. */
    WebSocketHandler senders() {
        return new Sender();
    }

    private class Sender extends AbstractWebSocketHandler {

        @Override
        protected void handleTextMessage(WebSocketSession session, TextMessage message) {
            sessions.values().forEach(receiver -> send(receiver, message));
        }

        @Override
        protected void handleBinaryMessage(WebSocketSession session, BinaryMessage message) {
            // Each has its own position: sending moves it
            sessions.values()
                    .forEach(receiver -> send(
                            receiver, new BinaryMessage(message.getPayload().duplicate())));
        }

        private void send(WebSocketSession receiver, WebSocketMessage<?> message) {
            if (!receiver.isOpen()) {
                return;
            }
            try {
                receiver.sendMessage(message);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}

package io.tidewire.sample;

import io.tidewire.websocket.CloseStatus;
import io.tidewire.websocket.TextMessage;
import io.tidewire.websocket.WebSocketSession;
import io.tidewire.websocket.spring.SocketHandler;
import io.tidewire.websocket.spring.TextWebSocketHandler;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** What the tests need and the sample does not show; found by its component scan. */
final class TestHandlers {

    /** Closes as it is told to: {@code 4000 a reason}. */
    @SocketHandler("/closing")
    static class ClosingHandler extends TextWebSocketHandler {

        /** How the connections ended, as the server saw it. */
        final BlockingQueue<CloseStatus> ended = new LinkedBlockingQueue<>();

        @Override
        protected void handleTextMessage(WebSocketSession session, TextMessage message) {
            String[] codeAndReason = message.getPayload().split(" ", 2);
            session.close(new CloseStatus(Integer.parseInt(codeAndReason[0]), codeAndReason[1]));
        }

        @Override
        public void afterConnectionClosed(WebSocketSession session, CloseStatus status) {
            ended.add(status);
        }
    }

    /** Restarts all the time. */
    @SocketHandler("/restarting")
    static class RestartingHandler extends TextWebSocketHandler {

        @Override
        public void afterConnectionEstablished(WebSocketSession session) {
            session.close(CloseStatus.SERVICE_RESTARTED);
        }
    }

    /** Says which subprotocol was agreed. */
    @SocketHandler("/subprotocol")
    static class SubprotocolHandler extends TextWebSocketHandler {

        @Override
        public void afterConnectionEstablished(WebSocketSession session) {
            session.sendMessage(
                    new TextMessage(String.valueOf(session.getHandshakeInfo().subprotocol())));
        }
    }

    /** Has nothing configured: for pages of the same origin only. */
    @SocketHandler("/private")
    static class PrivateHandler extends TextWebSocketHandler {}

    private TestHandlers() {}
}

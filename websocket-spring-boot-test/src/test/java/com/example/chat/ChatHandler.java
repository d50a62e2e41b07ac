package com.example.chat;

import io.tidewire.websocket.CloseStatus;
import io.tidewire.websocket.TextMessage;
import io.tidewire.websocket.WebSocketSession;
import io.tidewire.websocket.spring.SocketHandler;
import io.tidewire.websocket.spring.SocketSession;
import io.tidewire.websocket.spring.TextWebSocketHandler;
import java.util.Map;
import java.util.Objects;
import org.springframework.web.reactive.HandlerMapping;

@SocketHandler("/chat/{room}")
class ChatHandler extends TextWebSocketHandler {

    private final History history;

    ChatHandler(History history) {
        this.history = history;
    }

    @Override
    public void afterConnectionEstablished(WebSocketSession session) {
        session.sendMessage(new TextMessage(history.last(room(session))));
    }

    @Override
    protected void handleTextMessage(WebSocketSession session, TextMessage message) {
        if (message.getPayload().equals("leave")) {
            session.close(new CloseStatus(4000, "bye"));
        } else {
            ((SocketSession) session).sendPayload(new Say(room(session), message.getPayload()));
        }
    }

    private static String room(WebSocketSession session) {
        Object variables = session.getAttributes().get(HandlerMapping.URI_TEMPLATE_VARIABLES_ATTRIBUTE);
        return String.valueOf(((Map<?, ?>) Objects.requireNonNull(variables)).get("room"));
    }
}

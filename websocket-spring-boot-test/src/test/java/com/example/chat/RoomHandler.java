package com.example.chat;

import io.tidewire.websocket.TextMessage;
import io.tidewire.websocket.WebSocketSession;
import io.tidewire.websocket.spring.SocketHandler;
import io.tidewire.websocket.spring.TextWebSocketHandler;
import io.tidewire.websocket.spring.room.Sockets;

@SocketHandler("/room")
class RoomHandler extends TextWebSocketHandler {

    private final Sockets sockets;

    RoomHandler(Sockets sockets) {
        this.sockets = sockets;
    }

    @Override
    public void afterConnectionEstablished(WebSocketSession session) {
        sockets.room("room", "only").join(session);
        session.sendMessage(new TextMessage("in"));
    }

    @Override
    protected void handleTextMessage(WebSocketSession session, TextMessage message) {
        sockets.room("room", "only").send(message);
    }
}

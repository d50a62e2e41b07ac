package io.tidewire.sample;

import io.tidewire.websocket.spring.OnMessage;
import io.tidewire.websocket.spring.OnOpen;
import io.tidewire.websocket.spring.SocketHandler;
import io.tidewire.websocket.spring.SocketSession;
import io.tidewire.websocket.spring.room.Sockets;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;

@SocketHandler("/chat/{room}")
class ChatHandler {

    record Say(@NotBlank String text) {}

    record Said(String by, String text) {}

    private final Sockets sockets;

    ChatHandler(Sockets sockets) {
        this.sockets = sockets;
    }

    @OnOpen
    void open(@PathVariable String room, SocketSession session) {
        sockets.room("chat", room).join(session); // until it ends
    }

    @OnMessage
    void say(@Valid Say say, @PathVariable String room, @RequestParam String name) {
        sockets.room("chat", room).send(new Said(name, say.text()));
    }
}

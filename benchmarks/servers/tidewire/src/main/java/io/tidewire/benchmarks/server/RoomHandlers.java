package io.tidewire.benchmarks.server;

import io.tidewire.websocket.WebSocketMessage;
import io.tidewire.websocket.WebSocketSession;
import io.tidewire.websocket.spring.OnMessage;
import io.tidewire.websocket.spring.OnOpen;
import io.tidewire.websocket.spring.SocketHandler;
import io.tidewire.websocket.spring.room.Audience;
import io.tidewire.websocket.spring.room.Sockets;
import org.springframework.context.annotation.Import;
import org.springframework.web.bind.annotation.PathVariable;

/** Many to many, and many to one. */
@Import({
    RoomHandlers.BroadcastHandler.class,
    RoomHandlers.RoomHandler.class,
    RoomHandlers.FanInHandler.class,
    RoomHandlers.CollectHandler.class
})
class RoomHandlers {

    /** Everything to everybody. */
    @SocketHandler("/broadcast")
    static class BroadcastHandler {

        private final Audience everybody;

        BroadcastHandler(Sockets sockets) {
            this.everybody = sockets.endpoint("broadcast");
        }

        @OnMessage
        void send(WebSocketMessage message) {
            everybody.send(message);
        }
    }

    /** Everything to those in the same room, which is found by its name for each message. */
    @SocketHandler("/room/{room}")
    static class RoomHandler {

        private final Sockets sockets;

        RoomHandler(Sockets sockets) {
            this.sockets = sockets;
        }

        @OnOpen
        void join(@PathVariable String room, WebSocketSession session) {
            sockets.room("room", room).join(session);
        }

        @OnMessage
        void send(WebSocketMessage message, @PathVariable String room) {
            sockets.room("room", room).send(message);
        }
    }

    /** Everything to the collectors. */
    @SocketHandler("/fan-in")
    static class FanInHandler {

        private final Audience collectors;

        FanInHandler(Sockets sockets) {
            this.collectors = sockets.endpoint("collect");
        }

        @OnMessage
        void send(WebSocketMessage message) {
            collectors.send(message);
        }
    }

    /** Who only listens. */
    @SocketHandler("/collect")
    static class CollectHandler {

        @OnMessage
        void ignore(WebSocketMessage message) {}
    }
}

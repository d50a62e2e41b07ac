package io.tidewire.sample;

import io.tidewire.websocket.WebSocketMessage;
import io.tidewire.websocket.spring.OnMessage;
import io.tidewire.websocket.spring.SocketHandler;
import reactor.core.publisher.Flux;

/** Sends every message back as it came; a client that does not read is not read from either. */
@SocketHandler("/echo")
class EchoHandler {

    @OnMessage
    Flux<WebSocketMessage> echo(Flux<WebSocketMessage> inbound) {
        return inbound;
    }
}

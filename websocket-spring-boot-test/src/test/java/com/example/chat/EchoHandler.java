package com.example.chat;

import io.tidewire.websocket.spring.OnMessage;
import io.tidewire.websocket.spring.SocketHandler;
import reactor.core.publisher.Flux;

@SocketHandler("/echo")
class EchoHandler {

    @OnMessage
    Flux<String> echo(Flux<String> inbound) {
        return inbound;
    }
}

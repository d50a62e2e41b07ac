package io.tidewire.benchmarks.server;

import io.tidewire.websocket.BinaryMessage;
import io.tidewire.websocket.TextMessage;
import io.tidewire.websocket.WebSocketMessage;
import io.tidewire.websocket.WebSocketSession;
import io.tidewire.websocket.spring.AbstractWebSocketHandler;
import io.tidewire.websocket.spring.OnMessage;
import io.tidewire.websocket.spring.SocketHandler;
import io.tidewire.websocket.spring.TextWebSocketHandler;
import reactor.core.publisher.Flux;

/** The same echo in each style of the starter; one of them is a bean. */
final class EchoHandlers {

    private EchoHandlers() {}

    /** As in Spring MVC's handlers. */
    @SocketHandler("/echo")
    static class Callback extends AbstractWebSocketHandler {

        @Override
        protected void handleTextMessage(WebSocketSession session, TextMessage message) {
            session.sendMessage(message);
        }

        @Override
        protected void handleBinaryMessage(WebSocketSession session, BinaryMessage message) {
            session.sendMessage(message);
        }
    }

    /** The same, but for the characters, which are decoded and encoded anew. */
    @SocketHandler("/echo")
    static class Text extends TextWebSocketHandler {

        @Override
        protected void handleTextMessage(WebSocketSession session, TextMessage message) {
            session.sendMessage(new TextMessage(message.getPayload()));
        }
    }

    /** An annotated method. */
    @SocketHandler("/echo")
    static class Method {

        @OnMessage
        WebSocketMessage echo(WebSocketMessage message) {
            return message;
        }
    }

    /** A stream in and out. */
    @SocketHandler("/echo")
    static class Stream {

        @OnMessage
        Flux<WebSocketMessage> echo(Flux<WebSocketMessage> inbound) {
            return inbound;
        }
    }

    /** Typed JSON, read and written by Jackson. */
    @SocketHandler("/echo")
    static class Json {

        /** What is said. */
        record Said(String text) {}

        @OnMessage
        Said echo(Said said) {
            return said;
        }
    }
}

package io.tidewire.websocket.spring;

import io.tidewire.websocket.BinaryMessage;
import io.tidewire.websocket.TextMessage;
import io.tidewire.websocket.session.InboundFlux;
import org.reactivestreams.Publisher;
import org.springframework.core.io.buffer.DataBufferFactory;
import org.springframework.web.reactive.socket.CloseStatus;
import org.springframework.web.reactive.socket.HandshakeInfo;
import org.springframework.web.reactive.socket.WebSocketMessage;
import org.springframework.web.reactive.socket.adapter.AbstractWebSocketSession;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.SynchronousSink;

/**
 * Spring's session over one of the engine's.
 *
 * <p>Received buffers lie on the heap: whoever forgets to release one, or to retain it, loses nothing, and whoever does
 * both, as with Reactor Netty's own, may go on. Each buffer that is sent is released once, sent or not.
 */
final class WebFluxSession extends AbstractWebSocketSession<io.tidewire.websocket.WebSocketSession> {

    private final InboundFlux<WebSocketMessage> received;

    WebFluxSession(
            io.tidewire.websocket.WebSocketSession session, HandshakeInfo info, DataBufferFactory bufferFactory) {
        super(session, session.getId(), info, bufferFactory);
        this.received = new InboundFlux<>(this::received, this::pong);
    }

    /** What is to be told of the messages. */
    InboundFlux<WebSocketMessage> inbound() {
        return received;
    }

    private WebSocketMessage received(io.tidewire.websocket.WebSocketMessage message) {
        WebSocketMessage.Type type =
                message instanceof TextMessage ? WebSocketMessage.Type.TEXT : WebSocketMessage.Type.BINARY;
        return new WebSocketMessage(type, bufferFactory().wrap(message.bytes()));
    }

    private WebSocketMessage pong(byte[] payload) {
        return new WebSocketMessage(WebSocketMessage.Type.PONG, bufferFactory().wrap(payload));
    }

    /** Text, binary and pong messages, for one subscriber. */
    @Override
    public Flux<WebSocketMessage> receive() {
        return received;
    }

    @Override
    public Mono<Void> send(Publisher<WebSocketMessage> messages) {
        Flux<io.tidewire.websocket.WebSocketMessage> road = Flux.from(messages).handle(this::send);
        return getDelegate().send(road.doOnDiscard(WebSocketMessage.class, WebSocketMessage::release));
    }

    private void send(WebSocketMessage message, SynchronousSink<io.tidewire.websocket.WebSocketMessage> road) {
        byte[] payload = PayloadCodec.take(message.getPayload());
        switch (message.getType()) {
            case TEXT -> road.next(new TextMessage(payload));
            case BINARY -> road.next(new BinaryMessage(payload));
            case PING -> getDelegate().sendPing(payload);
            case PONG -> getDelegate().sendPong(payload);
        }
    }

    @Override
    public boolean isOpen() {
        return getDelegate().isOpen();
    }

    @Override
    public Mono<Void> close(CloseStatus status) {
        return Mono.defer(
                () -> getDelegate().close(new io.tidewire.websocket.CloseStatus(status.getCode(), status.getReason())));
    }

    @Override
    public Mono<CloseStatus> closeStatus() {
        return getDelegate().closeStatus().map(status -> CloseStatus.create(status.getCode(), status.getReason()));
    }
}

package io.tidewire.benchmarks.server;

import static reactor.core.publisher.Sinks.EmitFailureHandler.busyLooping;

import java.nio.ByteBuffer;
import java.time.Duration;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.web.reactive.socket.WebSocketMessage;
import org.springframework.web.reactive.socket.WebSocketSession;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;

/** Messages from many sessions to many; those that a session cannot send yet wait for it. */
final class Room {

    private static final Duration WHILE_ANOTHER_THREAD_EMITS = Duration.ofSeconds(1);

    private final Sinks.Many<Message> messages = Sinks.many().multicast().directBestEffort();

    void emit(WebSocketMessage message) {
        messages.emitNext(Message.copyOf(message), busyLooping(WHILE_ANOTHER_THREAD_EMITS));
    }

    Flux<WebSocketMessage> messagesFor(WebSocketSession session) {
        return messages.asFlux().onBackpressureBuffer().map(message -> message.in(session));
    }

    /** Outlives the buffer that it came in. */
    private record Message(WebSocketMessage.Type type, ByteBuffer payload) {

        static Message copyOf(WebSocketMessage message) {
            DataBuffer buffer = message.getPayload();
            ByteBuffer payload = ByteBuffer.allocate(buffer.readableByteCount());
            buffer.toByteBuffer(payload);
            return new Message(message.getType(), payload);
        }

        WebSocketMessage in(WebSocketSession session) {
            return new WebSocketMessage(type, session.bufferFactory().wrap(payload));
        }
    }
}

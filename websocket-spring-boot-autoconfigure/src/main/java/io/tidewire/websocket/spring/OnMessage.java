package io.tidewire.websocket.spring;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.aot.hint.annotation.Reflective;

/**
 * The method of a {@link SocketHandler} that turns what a client sends into what it is sent, called once for each
 * connection:
 *
 * <pre>{@code
 * @OnMessage
 * Flux<String> answers(Flux<String> questions, WebSocketSession session) { ... }
 * }</pre>
 *
 * <p><b>Shape.</b> It takes one {@code Flux} or {@code Publisher} of {@code WebSocketMessage}, {@code TextMessage},
 * {@code BinaryMessage}, {@code String} or {@code byte[]}, and the {@code WebSocketSession} if it likes; it returns a
 * {@code Publisher} (a {@code Flux}, a {@code Mono}) of one of these or of {@code Void}. Any other method stops the
 * start of the application.
 *
 * <p><b>Large messages.</b> A method that takes a {@link io.tidewire.websocket.StreamedMessage} in the place of the stream
 * is called for each message, when its first bytes are there, one message after the other. What it returns is sent, or
 * only waited for if it is of {@code Void}; when it completes, the next message begins, and the session stays open.
 *
 * <p><b>Streams.</b> What comes in is to be subscribed to once; it is received no faster than it is asked for, and
 * completes when the connection has ended. Only text arrives at a stream of {@code TextMessage} or {@code String}, only
 * binary at one of {@code BinaryMessage} or {@code byte[]}: a message of the other kind closes with 1003 (RFC 6455,
 * section 7.4.1). What goes out is asked for as fast as the client takes it, and is cancelled when the connection ends;
 * a publisher of {@code Void} is not, so that what was received is still worked on.
 *
 * <p><b>End.</b> When the returned publisher completes, the session closes with 1000 behind what was sent; a handler
 * that only listens therefore returns a publisher that lasts as long as its input, such as {@code input.then()}. When
 * it fails, the session closes with 1011, and the log has the failure once.
 *
 * <p><b>Threads.</b> The method is called on the connection's event loop, and its input arrives there: it must not
 * block. {@link Execution#WORKER} moves both to the application's task executor. The Reactor Context is that of the
 * handshake's exchange, the security context included.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Reflective
public @interface OnMessage {}

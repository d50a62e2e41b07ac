package io.tidewire.websocket.spring;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.aot.hint.annotation.Reflective;

/**
 * A method of a {@link SocketHandler} that handles messages. It is called for each message of its payload's type, or, if
 * it takes a {@code Flux} of payloads, once for each connection:
 *
 * <pre>{@code
 * @OnMessage
 * Said say(@Valid Say message, Principal user) { ... }                  // for each
 *
 * @OnMessage
 * Flux<Price> watch(Watch request) { ... }                              // pushes until it completes
 *
 * @OnMessage
 * Flux<String> answers(Flux<String> questions) { ... }                  // once, for all of them
 * }</pre>
 *
 * <p><b>Payload.</b> {@code TextMessage} and {@code String} are text; {@code BinaryMessage}, {@code byte[]}, {@code
 * ByteBuffer} and {@code DataBuffer} are binary; {@code WebSocketMessage} is both; any other type is JSON in a text
 * message, read by the application's own Jackson mapper, and validated if the argument has {@code @Valid} or {@code
 * @Validated}. A message that no method takes closes with 1003 (RFC 6455, section 7.4.1).
 *
 * <p><b>Several methods</b> are told apart by the type of their payload. Those for JSON are told apart by Jackson's own
 * {@code @JsonTypeInfo} on a common super type, or else by a property of the JSON that names the {@link #type()}. A
 * method for text beside them takes what is no JSON of theirs.
 *
 * <p><b>Arguments</b>, in any order: the payload, the {@link SocketSession}, the {@code HandshakeInfo}, the {@code
 * Principal}, and arguments with {@code @PathVariable}, {@code @RequestParam}, {@code @RequestHeader}, {@code
 * @CookieValue} (of the handshake: where one is missing the handshake is refused with 400), {@code
 * @AuthenticationPrincipal}, {@code @SessionAttribute} (the session's attributes), and whatever a {@link
 * SocketArgumentResolver} bean resolves.
 *
 * <p><b>Result.</b> It is sent: bytes as binary, characters as text, anything else as JSON; {@code null} is nothing. A
 * {@code Mono}, a {@code CompletionStage} or a suspending function sends its value, and the next message is handled when
 * it is done. A {@code Flux}, a {@code Publisher} or any other stream pushes beside what follows, as fast as the client takes it, until it completes or the
 * connection ends, which cancels it. A failure is {@link OnError}'s.
 *
 * <p><b>A stream of payloads</b> is to be subscribed to once. It is received no faster than it is asked for, and
 * completes when the connection has ended. When the publisher that the method returns completes, the session closes
 * with 1000 behind what was sent, and with 1011 when it fails; a handler that only listens therefore returns one that
 * lasts as long as its input, such as {@code input.then()}. A class has either one such method or methods for single
 * messages.
 *
 * <p><b>Large messages.</b> A method that takes a {@link io.tidewire.websocket.StreamedMessage} is called for each message
 * when its first bytes are there, one message after the other. What it returns is sent, or only waited for if it is of
 * {@code Void}; when it completes, the next message begins. Its failure ends the session. It, too, is the only one.
 *
 * <p><b>Threads.</b> For one connection, one method runs at a time, in the order in which things happened. A method that
 * returns a reactive type, or a suspending one, is called on the connection's event loop and must not block; any other
 * runs on the application's task executor and may. {@link Execution} overrides that for an endpoint. The Reactor Context
 * is that of the handshake's exchange, the security context included.
 *
 * <p>Mistakes, such as an argument that nobody can resolve or two methods for one type, stop the start of the
 * application.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Reflective(SocketMethodReflectiveProcessor.class)
public @interface OnMessage {

    /**
     * The value of the type property of the JSON that this method takes. Defaults to the payload's class name, its first
     * letter in lower case: {@code PlaceOrder} is {@code placeOrder}. The property is {@code type} unless {@code
     * tidewire.payload.type-property} says otherwise. Not for types with {@code @JsonTypeInfo}.
     */
    String type() default "";
}

package io.tidewire.websocket;

import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;

/**
 * One open connection, as an application sees it. All methods may be called by any thread and none blocks.
 *
 * <p>What one thread sends arrives in the order in which it was sent.
 */
public interface WebSocketSession {

    /** An id that no other session of this process has; not a secret. */
    String getId();

    /** The request that opened the connection, and what was agreed. */
    HandshakeInfo getHandshakeInfo();

    /** The application's own notes, a concurrent map: neither keys nor values may be {@code null}. */
    Map<String, Object> getAttributes();

    /** Whether messages can still be sent: false as soon as either side has begun to close. */
    boolean isOpen();

    /**
     * How long the client took to answer the last heartbeat that it has answered; {@code null} before the first. The
     * heartbeat goes to clients that are silent: one that talks all the time is not measured.
     */
    @Nullable
    Duration getRoundTripTime();

    /**
     * How many bytes wait for the client, as {@link WebSocketOptions#outboundMaxBytes()} counts them: the payloads that
     * the network has not begun to take, and 64 bytes for each message. Paced streams do not count.
     */
    long getQueuedBytes();

    /** How many messages {@link WebSocketOptions#outboundPolicy()} has dropped so far. */
    long getDroppedMessages();

    /**
     * Sends a message, at once and in order. The call is the trigger; what it returns is a view that may be ignored.
     *
     * <p>Messages that the network does not take yet wait in a queue that is bounded in bytes
     * ({@link WebSocketOptions#outboundMaxBytes()}); beyond it {@link WebSocketOptions#outboundPolicy()} rules. Unless
     * that says otherwise, a message that finds the bound passed closes the session with 1013: the client reads too
     * slowly. A single message may be larger than the bound.
     *
     * @return completes when the bytes were handed to the network; fails with {@link SessionClosedException} if the
     *     session ended before that, with {@link MessageDroppedException} if the policy has dropped the message
     */
    Mono<Void> sendMessage(WebSocketMessage message);

    /**
     * Takes part in a broadcast: is sent its message as by {@link #sendMessage}, at the latest when {@link
     * Broadcast#send()} is called. A session that decorates another one passes this on, unless it wants to see the message.
     */
    default void sendIn(Broadcast broadcast) {
        sendMessage(broadcast.message());
    }

    /**
     * Sends a stream of messages, at the speed at which the client takes them: the publisher is asked for more while
     * the network takes more, so nothing piles up. Cold: starts when subscribed to, each time anew.
     *
     * @return completes when the publisher has completed and its last message was handed to the network; fails with the
     *     publisher's error, or with {@link SessionClosedException} if the session ended before, which also cancels
     *     the publisher
     */
    Mono<Void> send(Publisher<? extends WebSocketMessage> messages);

    /**
     * Sends one text message whose content comes in pieces, without holding more than a piece of it: in fragments (RFC
     * 6455, section 5.4), at the speed at which the client takes them. A surrogate pair may be cut in two by a piece's
     * end; no pieces are an empty message. Cold: starts when subscribed to, each time anew; any thread may emit.
     *
     * <p>The message takes its place among those that were sent before and after; until its turn comes it counts 64 bytes
     * of {@link WebSocketOptions#outboundMaxBytes()}. While it is under way, the others wait behind it, within that bound;
     * pings, pongs and the close frame do not.
     *
     * <p>{@link #close(CloseStatus)} waits for the end of a message of which something has gone out, up to {@link
     * WebSocketOptions#closeTimeout()}, and drops one of which nothing has. If the publisher fails or the result is
     * cancelled when something has gone out, the message cannot be taken back: the session is closed with 1011, and the
     * client never sees the message's end.
     *
     * <p>It is compressed if that was agreed, unless it ends before the threshold, or the memory budget is used up when it
     * begins. Where compression was agreed, nothing of it goes out before it has reached the threshold or its end.
     *
     * @return completes when the publisher has completed and all was handed to the network; fails with the publisher's
     *     error, or with {@link SessionClosedException} if the session ended before, which also cancels the publisher
     */
    Mono<Void> sendText(Publisher<? extends CharSequence> content);

    /**
     * Sends one binary message whose content comes in pieces: see {@link #sendText(Publisher)}.
     *
     * @param content arrays of any length; not copied at once, so they must not be changed afterwards
     */
    Mono<Void> sendBinary(Publisher<byte[]> content);

    /**
     * Sends a ping (RFC 6455, section 5.5.2), ahead of queued messages. Dead peers are found without it: the heartbeat
     * does that.
     *
     * @param payload at most 125 bytes; not copied
     * @throws IllegalArgumentException if the payload is longer
     */
    void sendPing(byte[] payload);

    /**
     * Sends a pong that answers nothing (section 5.5.3), ahead of queued messages. Pings are answered without it.
     *
     * @param payload at most 125 bytes; not copied
     * @throws IllegalArgumentException if the payload is longer
     */
    void sendPong(byte[] payload);

    /** Closes with {@link CloseStatus#NORMAL}: see {@link #close(CloseStatus)}. */
    default Mono<Void> close() {
        return close(CloseStatus.NORMAL);
    }

    /**
     * Begins the closing handshake (section 7.1.2), at once: what was sent before still goes out, nothing after it;
     * streams of messages are cancelled.
     * The connection is cut if the client has not answered by {@link WebSocketOptions#closeTimeout()}. Without effect
     * if the session is closing already.
     *
     * @return completes when the connection has ended; may be ignored
     * @throws IllegalArgumentException if the code may not be sent ({@link CloseStatus#isSendable(int)})
     */
    Mono<Void> close(CloseStatus status);

    /**
     * Cuts the connection at once, without a closing handshake: both sides see {@link CloseStatus#ABNORMAL} unless they
     * have closed already. For a client that does not deserve or does not take a proper end.
     */
    void abort();

    /**
     * Emits once, when the connection has ended: the status of whoever began to close, {@link CloseStatus#ABNORMAL} if
     * there was no closing handshake.
     */
    Mono<CloseStatus> closeStatus();
}

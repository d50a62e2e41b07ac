package io.tidewire.websocket.protocol;

import io.tidewire.websocket.CloseStatus;
import io.tidewire.websocket.MessagePart;
import io.tidewire.websocket.ProtocolViolation;
import io.tidewire.websocket.WebSocketMessage;

/** What the protocol tells its owner. Called from within {@link WebSocketProtocol}'s methods, in order. */
public interface ProtocolEvents {

    /**
     * A message is complete.
     *
     * @return whether to go on; otherwise what is behind the message stays unread for now
     */
    boolean onMessage(WebSocketMessage message);

    /**
     * A part of a message is there; in the place of {@link #onMessage} after {@link WebSocketProtocol#deliverInParts()}.
     *
     * @return whether to go on; otherwise what is behind the part stays unread for now
     */
    boolean onPart(MessagePart part);

    /**
     * A ping arrived, and was answered unless either side has begun to close (RFC 6455, section 5.5.2).
     *
     * @param payload also that of the pong: not to be changed
     */
    default void onPing(byte[] payload) {}

    /**
     * A pong arrived (RFC 6455, section 5.5.3).
     *
     * @param payload the callee's to keep
     */
    void onPong(byte[] payload);

    /** The peer broke a rule; {@link #onClosed} follows. */
    void onViolation(ProtocolViolation violation);

    /**
     * The connection is over (section 7.1.4) but for its transport; called once.
     *
     * @param status the status of whoever began to close, {@link CloseStatus#ABNORMAL} if the transport ended first
     */
    void onClosed(CloseStatus status);
}

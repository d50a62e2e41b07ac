package io.tidewire.websocket;

/**
 * What happens when a client reads too slowly: more would wait for it than {@link WebSocketOptions#outboundMaxBytes()}.
 * Streams that are paced by the client ({@link WebSocketSession#send}, {@link WebSocketSession#sendText}, {@link
 * WebSocketSession#sendBinary}) are not concerned, but that each message of unknown length that waits counts 64 bytes and
 * is never dropped: beyond the bound it closes the session, as with {@link #CLOSE}. Nothing of which a byte has gone out is
 * dropped.
 */
public enum OutboundPolicy {

    /** The session is closed with 1013, and what waits is not sent. */
    CLOSE,

    /** The oldest messages that wait are dropped until the new one fits. */
    DROP_OLDEST,

    /** The new message is dropped if it does not fit. */
    DROP_NEWEST,

    /**
     * A message with a key ({@link WebSocketMessage#withKey(Object)}) takes the place of a message with an equal key that
     * waits, and the one that waited is dropped; beyond the bound, too, unless the new one is longer. Others are never
     * dropped: beyond the bound the session is closed as with {@link #CLOSE}.
     */
    LATEST,

    /**
     * The client is not read until half of the bound waits: a handler that answers is slowed down to the client's speed.
     * When other senders fill the queue to four times the bound, the session is closed as with {@link #CLOSE}. A client
     * that reads nothing at all stays until the idle time-out, if there is one. It is read while a message of unknown
     * length waits for its publisher and not for the client: that may be an echo of what the client still has to send.
     */
    SUSPEND
}

package io.tidewire.websocket;

/**
 * What happens on one connection, told as it happens: the engine's lowest and fastest interface. Adapters for streams
 * and annotated handlers build on it.
 *
 * <p>All methods are called on the connection's event loop, one at a time, and must not block. An exception from any of
 * them but {@link #onClose} and {@link #onError} closes the connection with 1011 and is told to {@link #onError}; one from
 * these two is only logged.
 */
public interface WebSocketListener {

    /**
     * Whether this listener takes messages in parts, as they arrive: {@link #onPart} is called in the place of {@link
     * #onMessage}, and a message of any length costs no more memory than a few parts. Asked once, before {@link #onOpen}.
     */
    default boolean takesParts() {
        return false;
    }

    /**
     * The connection is open; called first, once.
     *
     * @param inbound asks for messages: none arrives before it was asked for. Asks for all of them unless overridden
     */
    default void onOpen(Inbound inbound) {
        inbound.request(Long.MAX_VALUE);
    }

    /** A whole message arrived. */
    void onMessage(WebSocketMessage message);

    /**
     * A part of a message arrived; only if {@link #takesParts()}. Each part counts as one of what was asked for ({@link
     * Inbound#request}). Text is valid UTF-8 up to here, but a later part may still turn out not to be, or never come:
     * without its last part a message is not whole.
     */
    default void onPart(MessagePart part) {}

    /**
     * A ping arrived; it is answered without the listener's help (RFC 6455, section 5.5.2).
     *
     * @param payload not to be changed
     */
    default void onPing(byte[] payload) {}

    /**
     * A pong arrived that does not answer the heartbeat (RFC 6455, section 5.5.3).
     *
     * @param payload the listener's to keep
     */
    default void onPong(byte[] payload) {}

    /**
     * A message was dropped, because more waits for the client than the endpoint's {@link OutboundPolicy} allows; its
     * sender sees a {@link MessageDroppedException}. Told in a turn of the event loop of its own. When many are dropped
     * in one turn, or before the event loop has seen them, some are only counted ({@link
     * WebSocketSession#getDroppedMessages()}): to tell of them would hold them.
     */
    default void onDropped(WebSocketMessage message) {}

    /**
     * Something failed: this listener threw, the transport broke, the client broke the protocol
     * ({@link ProtocolViolation}). {@link #onClose} follows.
     */
    default void onError(Throwable failure) {}

    /**
     * The connection has ended; called last, once, whatever the reason.
     *
     * @param status the status of whoever began to close, {@link CloseStatus#ABNORMAL} if nobody did
     */
    default void onClose(CloseStatus status) {}

    /** The inbound side of a connection: how a listener paces its client. May be called by any thread. */
    interface Inbound {

        /**
         * Asks for {@code n} more messages, or parts of messages. Those that have come without being asked for wait;
         * when 64 KiB do, the connection is not read on until all of them are gone, and TCP slows the client down. What
         * waits when the connection has ended is dropped if nothing of it is asked for within {@link
         * WebSocketOptions#closeTimeout()}.
         *
         * @param n greater than 0; {@link Long#MAX_VALUE} asks for all
         */
        void request(long n);

        /**
         * Uses up one of the messages that were asked for, for a listener that passes something else on as if it were
         * one. To be called on the event loop.
         *
         * @return false if none is asked for at the moment
         */
        boolean tryTake();

        /**
         * Whether this end has begun to close ({@link WebSocketSession#close(CloseStatus)}): a listener that handed
         * messages to another thread drops those that it has not handled yet. May be called by any thread.
         */
        boolean isAbandoned();

        /**
         * Runs a task on the connection's event loop, at once if it is called there. May be called by any thread.
         *
         * @return false if the loop has ended, and the task will not run
         */
        boolean execute(Runnable task);
    }
}

package io.tidewire.websocket;

import reactor.core.publisher.Flux;

/**
 * One message that is handled while it arrives (RFC 6455, section 5.4: a sender may begin a message before it knows its
 * length): as large as {@link WebSocketOptions#maxMessageSize()} allows, in as many frames as {@link
 * WebSocketOptions#maxFragments()} allows, and never in memory as a whole.
 */
public interface StreamedMessage {

    /** Whether it is text, and not binary. */
    boolean isText();

    /**
     * The payload, in parts of up to 16 KiB, for one subscriber. The client is read no faster than the parts are asked
     * for. A subscriber that cancels loses the rest of the message; the session lives on.
     *
     * <p>Completes with the end of the message, and fails with {@link SessionClosedException} if the connection ends
     * before it: what has completed is whole.
     *
     * @return arrays of their own, the subscriber's to keep. Those of text are UTF-8 that begins and ends between two
     *     characters; each can be decoded by itself
     */
    Flux<byte[]> content();
}

package io.tidewire.websocket;

/**
 * One data message, whole: the joined payload of its frames (RFC 6455, section 5.6).
 *
 * <p>Messages are immutable and live on the heap, so that they may be kept, shared between sessions and read by
 * any thread; nothing has to be released.
 */
public sealed interface WebSocketMessage permits TextMessage, BinaryMessage {

    /**
     * The payload as it travels: UTF-8 for text.
     *
     * @return the message's own array, not a copy: it must not be changed
     */
    byte[] bytes();

    /** The length of the payload in bytes. */
    default int getPayloadLength() {
        return bytes().length;
    }
}

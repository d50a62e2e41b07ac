package io.tidewire.websocket;

import org.jspecify.annotations.Nullable;

/**
 * One data message, whole: the joined payload of its frames (RFC 6455, section 5.6).
 *
 * <p>Messages are immutable and live on the heap, so that they may be kept, shared between sessions and read by
 * any thread; nothing has to be released. Two messages are equal if their payloads are: how they are to be sent does not
 * matter.
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

    /** Whether the message may be compressed on its way (RFC 7692); true unless {@link #withoutCompression()}. */
    boolean isCompressible();

    /**
     * The same message, never compressed, whatever was agreed with the client: for what is compressed already, and for
     * secrets beside what an attacker chooses, whose length would tell of them. Shares the payload.
     */
    WebSocketMessage withoutCompression();

    /** What the message is the latest state of, or {@code null}: see {@link #withKey(Object)}. */
    @Nullable
    Object getKey();

    /**
     * The same message as the latest state of something: under {@link OutboundPolicy#LATEST} it takes the place of a
     * message with an equal key that still waits. Shares the payload.
     *
     * @param key compared by {@code equals}; must not change
     */
    WebSocketMessage withKey(Object key);
}

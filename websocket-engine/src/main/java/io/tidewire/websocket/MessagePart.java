package io.tidewire.websocket;

import java.util.Objects;

/**
 * The next bytes of a message that is received as it arrives (RFC 6455, sections 5.4 and 5.6). Parts are not frames: how
 * long they are, up to 16 KiB, depends on what the network brings. Immutable and on the heap, like messages.
 */
public final class MessagePart {

    private final boolean text;
    private final byte[] bytes;
    private final boolean last;

    /**
     * A part.
     *
     * @param text whether it belongs to a text message
     * @param bytes not copied, so it must not be changed afterwards
     * @param last whether the message ends with it
     */
    public MessagePart(boolean text, byte[] bytes, boolean last) {
        this.text = text;
        this.bytes = Objects.requireNonNull(bytes, "bytes");
        this.last = last;
    }

    /** Whether it belongs to a text message, and not to a binary one. */
    public boolean isText() {
        return text;
    }

    /**
     * The payload as it travels. Of text, UTF-8 that begins and ends between two characters: each part can be decoded by
     * itself. Empty only in a last part.
     *
     * @return the part's own array, not a copy: it must not be changed
     */
    public byte[] bytes() {
        return bytes;
    }

    /** Whether the message ends with this part. */
    public boolean isLast() {
        return last;
    }

    /** Says the length only: payloads do not belong into logs. */
    @Override
    public String toString() {
        return "MessagePart[" + bytes.length + " bytes" + (last ? ", last]" : "]");
    }
}

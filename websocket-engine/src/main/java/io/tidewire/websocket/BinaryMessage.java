package io.tidewire.websocket;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A binary message (RFC 6455, section 5.6: opcode 0x2). */
public final class BinaryMessage implements WebSocketMessage {

    private final byte[] bytes;
    private final boolean compressible;
    private final @Nullable Object key;

    /**
     * Bytes to send.
     *
     * @param bytes not copied, so it must not be changed afterwards
     */
    public BinaryMessage(byte[] bytes) {
        this(Objects.requireNonNull(bytes, "bytes"), true, null);
    }

    /**
     * Bytes to send.
     *
     * @param payload its remaining bytes are copied, its position is left alone
     */
    public BinaryMessage(ByteBuffer payload) {
        this(copyOf(payload), true, null);
    }

    private BinaryMessage(byte[] bytes, boolean compressible, @Nullable Object key) {
        this.bytes = bytes;
        this.compressible = compressible;
        this.key = key;
    }

    private static byte[] copyOf(ByteBuffer payload) {
        byte[] copy = new byte[payload.remaining()];
        payload.duplicate().get(copy);
        return copy;
    }

    /**
     * The payload.
     *
     * @return a read-only view with a position of its own: to read it does not change the message
     */
    public ByteBuffer getPayload() {
        return ByteBuffer.wrap(bytes).asReadOnlyBuffer();
    }

    @Override
    public byte[] bytes() {
        return bytes;
    }

    @Override
    public boolean isCompressible() {
        return compressible;
    }

    @Override
    public BinaryMessage withoutCompression() {
        return new BinaryMessage(bytes, false, key);
    }

    @Override
    public @Nullable Object getKey() {
        return key;
    }

    @Override
    public BinaryMessage withKey(Object newKey) {
        return new BinaryMessage(bytes, compressible, Objects.requireNonNull(newKey, "key"));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof BinaryMessage binary && Arrays.equals(bytes, binary.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** Says the length only: payloads do not belong into logs. */
    @Override
    public String toString() {
        return "BinaryMessage[" + bytes.length + " bytes]";
    }
}

package io.tidewire.websocket.protocol;

import io.netty.buffer.ByteBuf;
import java.security.SecureRandom;
import java.util.function.IntSupplier;

/**
 * Makes a client's frames: those of {@link FrameEncoder}, masked (RFC 6455, section 5.3). Leaves the caller's payload as
 * it is. Not thread-safe: a frame may be written in parts.
 */
public final class MaskingEncoder {

    /** Masked bytes go through an array of this size on their way to the buffer. */
    private static final int PIECE = 8 * 1024;

    private static final SecureRandom RANDOM = new SecureRandom();

    private final IntSupplier keys;

    /** The key of the frame in progress, as it applies to the next byte. */
    private int key;

    /** An encoder whose keys nobody can predict (10.3). */
    public MaskingEncoder() {
        this(RANDOM::nextInt);
    }

    /** An encoder with these keys, one for each frame. */
    MaskingEncoder(IntSupplier keys) {
        this.keys = keys;
    }

    /**
     * Appends a frame.
     *
     * @param opcode with or without {@link FrameEncoder#RSV1} and {@link FrameEncoder#MORE}
     */
    public void writeFrame(ByteBuf out, int opcode, byte[] payload) {
        writeHeader(out, opcode, payload.length);
        writePayload(out, payload, 0, payload.length);
    }

    /**
     * Appends the header of a frame whose payload follows through {@link #writePayload}.
     *
     * @param opcode with or without {@link FrameEncoder#RSV1} and {@link FrameEncoder#MORE}
     */
    public void writeHeader(ByteBuf out, int opcode, int length) {
        // 5.3: the key is picked anew for each frame, at random, and MUST be unpredictable
        key = keys.getAsInt();
        FrameEncoder.writeHeader(out, opcode, FrameEncoder.MASKED, length);
        out.writeInt(key);
    }

    /** Appends the next {@code count} bytes of the payload. */
    public void writePayload(ByteBuf out, byte[] payload, int from, int count) {
        byte[] masked = new byte[Math.min(count, PIECE)];
        for (int done = 0; done < count; ) {
            int piece = Math.min(count - done, PIECE);
            // 5.3: the same algorithm applies in both directions
            Masking.unmask(payload, from + done, masked, 0, piece, key);
            out.writeBytes(masked, 0, piece);
            key = Masking.rotate(key, piece);
            done += piece;
        }
    }
}

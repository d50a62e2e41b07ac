package io.tidewire.websocket.protocol;

import io.netty.buffer.ByteBuf;
import io.tidewire.websocket.CloseStatus;

/**
 * Makes a server's frames (RFC 6455, section 5.2): never masked (5.1), the length in its shortest form. No other class
 * makes frame bytes, but for {@link MaskingEncoder}, which masks a client's.
 */
public final class FrameEncoder {

    /** The longest header of a frame, in bytes: a client's, with its mask. */
    public static final int MAX_HEADER_LENGTH = 14;

    /** Added to an opcode, says that the message is compressed (RFC 7692, section 6). */
    public static final int RSV1 = 0b0100_0000;

    /** Added to an opcode, says that more frames of the message follow (5.4); without it, a frame is final. */
    public static final int MORE = 0b1_0000_0000;

    private static final int FIN = 0b1000_0000;

    /** The bit of the second byte that says that a mask follows. */
    static final int MASKED = 0b1000_0000;

    private static final int LENGTH_IN_2_BYTES = 126;
    private static final int LENGTH_IN_8_BYTES = 127;

    private FrameEncoder() {}

    /**
     * Appends a frame.
     *
     * @param opcode with or without {@link #RSV1} and {@link #MORE}
     */
    public static void writeFrame(ByteBuf out, int opcode, byte[] payload) {
        writeHeader(out, opcode, payload.length);
        out.writeBytes(payload);
    }

    /**
     * Appends the header of a frame whose payload the caller writes.
     *
     * @param opcode with or without {@link #RSV1} and {@link #MORE}
     */
    public static void writeHeader(ByteBuf out, int opcode, int length) {
        writeHeader(out, opcode, 0, length);
    }

    static void writeHeader(ByteBuf out, int opcode, int masked, int length) {
        int first = (opcode & MORE) == 0 ? FIN | opcode : opcode & ~MORE;
        if (length < LENGTH_IN_2_BYTES) {
            out.writeShort(first << 8 | masked | length);
        } else if (length <= 0xFFFF) {
            out.writeInt(first << 24 | (masked | LENGTH_IN_2_BYTES) << 16 | length);
        } else {
            out.writeShort(first << 8 | masked | LENGTH_IN_8_BYTES);
            out.writeLong(length);
        }
    }

    /** The payload of a close frame (5.5.1); empty for {@link CloseStatus#NO_STATUS_CODE}. */
    public static byte[] closePayload(CloseStatus status) {
        return ClosePayload.write(status);
    }
}

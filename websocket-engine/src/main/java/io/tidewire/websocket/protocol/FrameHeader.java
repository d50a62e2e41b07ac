package io.tidewire.websocket.protocol;

import io.tidewire.websocket.ProtocolViolation;

/**
 * Reads the header of a peer's frame (RFC 6455, section 5.2) and refuses what the peer may not send. Judges each byte
 * as soon as it is there, so that a bad frame fails before its payload comes.
 */
final class FrameHeader {

    /** Two bytes, eight of length, four of mask. */
    static final int MAX_LENGTH = 14;

    // the first byte
    private static final int FIN = 0b1000_0000;
    private static final int RSV1 = 0b0100_0000;
    private static final int RSV2 = 0b0010_0000;
    private static final int RSV3 = 0b0001_0000;
    private static final int OPCODE = 0b0000_1111;

    // the second byte
    private static final int MASKED = 0b1000_0000;
    private static final int LENGTH = 0b0111_1111;

    private static final int LENGTH_IN_2_BYTES = 126;
    private static final int LENGTH_IN_8_BYTES = 127;
    private static final int MAX_CONTROL_LENGTH = 125;
    private static final int MASK_LENGTH = 4;

    private final boolean compression;
    private final boolean masked;

    private boolean fin;
    private boolean compressed;
    private int opcode;
    private long length;
    private int mask;

    /** A server's reader. */
    FrameHeader(boolean compression) {
        this(Role.SERVER, compression);
    }

    /**
     * A reader.
     *
     * @param role who reads
     * @param compression whether permessage-deflate was negotiated, which gives RSV1 its meaning
     */
    FrameHeader(Role role, boolean compression) {
        this.compression = compression;
        this.masked = role == Role.SERVER;
    }

    boolean isFin() {
        return fin;
    }

    /** Whether this frame begins a compressed message. */
    boolean isCompressed() {
        return compressed;
    }

    int opcode() {
        return opcode;
    }

    boolean isControl() {
        return Opcode.isControl(opcode);
    }

    /** The length of the payload in bytes. */
    long length() {
        return length;
    }

    /** The masking key, its first byte the most significant; 0 for a server's frame, which has none. */
    int mask() {
        return mask;
    }

    /**
     * Reads a header from {@code bytes[from..to)}.
     *
     * @return how many bytes it takes up, or 0 if more are needed; then read again from the start when they are there
     * @throws ProtocolViolation if a byte that is there breaks a rule
     */
    int read(byte[] bytes, int from, int to) {
        int available = to - from;
        if (available < 1) {
            return 0;
        }
        readFirst(bytes[from]);
        if (available < 2) {
            return 0;
        }
        int second = bytes[from + 1];
        requireMaskOfItsSender((second & MASKED) != 0);
        int shortLength = second & LENGTH;
        // 5.5: control frames have a payload of 125 bytes or less
        if (isControl() && shortLength > MAX_CONTROL_LENGTH) {
            throw ProtocolViolation.of("control frame longer than 125 bytes");
        }
        int used;
        if (shortLength == LENGTH_IN_2_BYTES) {
            if (available < 4) {
                return 0;
            }
            length = Masking.shortAt(bytes, from + 2) & 0xFFFF;
            requireMinimal(length > MAX_CONTROL_LENGTH);
            used = 4;
        } else if (shortLength == LENGTH_IN_8_BYTES) {
            if (available < 10) {
                return 0;
            }
            length = Masking.longAt(bytes, from + 2);
            // 5.2: the most significant bit MUST be 0
            if (length < 0) {
                throw ProtocolViolation.of("frame length with its most significant bit set");
            }
            requireMinimal(length > 0xFFFF);
            used = 10;
        } else {
            length = shortLength;
            used = 2;
        }
        if (!masked) {
            mask = 0;
            return used;
        }
        if (available < used + MASK_LENGTH) {
            return 0;
        }
        mask = Masking.intAt(bytes, from + used);
        return used + MASK_LENGTH;
    }

    private void requireMaskOfItsSender(boolean isMasked) {
        // 5.1: a server MUST close the connection upon receiving a frame that is not masked
        if (masked && !isMasked) {
            throw ProtocolViolation.of("client frame without mask");
        }
        // 5.1: a client MUST close a connection if it detects a masked frame
        if (!masked && isMasked) {
            throw ProtocolViolation.of("server frame with mask");
        }
    }

    private void readFirst(int first) {
        fin = (first & FIN) != 0;
        opcode = first & OPCODE;
        compressed = (first & RSV1) != 0;
        // 5.2: RSV bits MUST be 0 unless an extension is negotiated that defines them
        if ((first & (RSV2 | RSV3)) != 0 || (compressed && !compression)) {
            throw ProtocolViolation.of("reserved bit set without an extension that defines it");
        }
        // RFC 7692, 6: RSV1 stands on the first frame of a message, never on others nor on control frames
        if (compressed && (opcode == Opcode.CONTINUATION || isControl())) {
            throw ProtocolViolation.of("RSV1 on a frame that begins no message");
        }
        // 5.2: if an unknown opcode is received, the receiving endpoint MUST fail the connection
        if (Opcode.isReserved(opcode)) {
            throw ProtocolViolation.of("reserved opcode");
        }
        // 5.5: control frames MUST NOT be fragmented
        if (!fin && isControl()) {
            throw ProtocolViolation.of("fragmented control frame");
        }
    }

    /** 5.2: the minimal number of bytes MUST be used to encode the length. */
    private static void requireMinimal(boolean minimal) {
        if (!minimal) {
            throw ProtocolViolation.of("frame length not in its shortest form");
        }
    }
}

package io.tidewire.benchmarks.load;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.util.zip.Deflater;

/** A client's frames (RFC 6455, section 5.2), made before they are needed. */
final class Frames {

    static final int TEXT = 0x1;
    static final int CLOSE = 0x8;
    static final int PING = 0x9;
    static final int PONG = 0xA;

    static final int FIN = 0x80;
    static final int RSV1 = 0x40;

    private static final int MASKED = 0x80;
    private static final byte[] MASK = {0x37, (byte) 0xFA, 0x21, 0x3D};

    private static final String WORDS =
            " price tide wire open bid ask volume 1024 4711 high low close change 0.25 last";

    private Frames() {}

    /** Text of exactly this many bytes, as JSON, that says whose it is: {@code {"text":"0000002a price tide …"}}. */
    static byte[] text(int size, int sender) {
        StringBuilder text = new StringBuilder(size);
        text.append("{\"text\":\"").append("%08x".formatted(sender));
        while (text.length() < size - 2) {
            text.append(WORDS);
        }
        text.setLength(size - 2);
        return text.append("\"}").toString().getBytes(US_ASCII);
    }

    /** The same text, compressed (RFC 7692, section 7.2.1). */
    static byte[] deflated(byte[] payload) {
        Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
        deflater.setInput(payload);
        byte[] compressed = new byte[payload.length + 64];
        int length = deflater.deflate(compressed, 0, compressed.length, Deflater.SYNC_FLUSH);
        deflater.end();
        return java.util.Arrays.copyOf(compressed, length - 4); // without 00 00 FF FF
    }

    /** A masked frame. */
    static byte[] frame(int firstByte, byte[] payload) {
        ByteBuffer frame = ByteBuffer.allocate(payload.length + 14);
        frame.put((byte) firstByte);
        if (payload.length < 126) {
            frame.put((byte) (MASKED | payload.length));
        } else if (payload.length <= 0xFFFF) {
            frame.put((byte) (MASKED | 126)).putShort((short) payload.length);
        } else {
            frame.put((byte) (MASKED | 127)).putLong(payload.length);
        }
        frame.put(MASK);
        for (int i = 0; i < payload.length; i++) {
            frame.put((byte) (payload[i] ^ MASK[i & 3]));
        }
        byte[] bytes = new byte[frame.position()];
        frame.flip().get(bytes);
        return bytes;
    }

    /** A message of one frame. */
    static byte[] message(byte[] payload, boolean compressed) {
        return compressed ? frame(FIN | RSV1 | TEXT, deflated(payload)) : frame(FIN | TEXT, payload);
    }
}

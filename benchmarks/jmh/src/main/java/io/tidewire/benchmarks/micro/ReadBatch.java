package io.tidewire.benchmarks.micro;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.tidewire.websocket.protocol.Opcode;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** What one read of a connection brings: whole frames of a client, masked as RFC 6455, section 5.3, demands. */
public enum ReadBatch {
    /** One binary message of 32 bytes. */
    BINARY_32_B(1, 32, null),
    /** Sixteen of them: a client that does not wait for answers. */
    BINARY_32_B_TIMES_16(16, 32, null),
    /** A text of ASCII only. */
    ASCII_1_KIB(1, 1024, Texts.ASCII),
    /** A text with umlauts and Chinese characters. */
    MIXED_1_KIB(1, 1024, Texts.MIXED),
    /** A larger text of ASCII only. */
    ASCII_16_KIB(1, 16 * 1024, Texts.ASCII),
    /** A larger text with umlauts and Chinese characters. */
    MIXED_16_KIB(1, 16 * 1024, Texts.MIXED),
    /** A larger binary message. */
    BINARY_16_KIB(1, 16 * 1024, null),
    /** A large text of ASCII only. */
    ASCII_256_KIB(1, 256 * 1024, Texts.ASCII),
    /** A large binary message. */
    BINARY_256_KIB(1, 256 * 1024, null);

    private static final int FIN = 0b1000_0000;
    private static final int MASKED = 0b1000_0000;
    private static final int LENGTH_IN_2_BYTES = 126;
    private static final int LENGTH_IN_8_BYTES = 127;

    private final int frames;
    private final int length;
    private final @Nullable String phrase;

    /** So many frames; texts are made of a phrase, binary messages have none. */
    ReadBatch(int frames, int length, @Nullable String phrase) {
        this.frames = frames;
        this.length = length;
        this.phrase = phrase;
    }

    /** The bytes, in direct memory as the network gives them; the caller's to release. */
    ByteBuf toBuffer() {
        Random keys = new Random(7);
        byte[] payload = phrase == null ? Payloads.binary(length) : Payloads.text(phrase, length);
        ByteBuf batch = ByteBufAllocator.DEFAULT.directBuffer();
        for (int i = 0; i < frames; i++) {
            writeFrame(batch, payload, keys.nextInt());
        }
        return batch;
    }

    private void writeFrame(ByteBuf out, byte[] payload, int key) {
        out.writeByte(FIN | (phrase == null ? Opcode.BINARY : Opcode.TEXT));
        if (length < LENGTH_IN_2_BYTES) {
            out.writeByte(MASKED | length);
        } else if (length <= 0xFFFF) {
            out.writeByte(MASKED | LENGTH_IN_2_BYTES).writeShort(length);
        } else {
            out.writeByte(MASKED | LENGTH_IN_8_BYTES).writeLong(length);
        }
        out.writeInt(key);
        for (int i = 0; i < length; i++) {
            out.writeByte(payload[i] ^ (key >>> (24 - 8 * (i & 3))));
        }
    }
}

package io.tidewire.websocket.deflate;

import io.tidewire.websocket.Compression;
import io.tidewire.websocket.CompressionBudget;
import java.util.Arrays;
import java.util.zip.Deflater;
import org.jspecify.annotations.Nullable;

/** Compresses one connection's messages (RFC 7692, section 7.2.1). Not thread-safe. */
public final class MessageDeflater {

    /** What a flush ends with, and a message leaves out (7.2.1, step 3): an empty stored block. */
    private static final int TAIL = 4;

    private static final int LARGEST_WINDOW = 15;

    /** zlib's window, hash chains and pending output at its usual memory level. */
    private static final int CONTEXT_BYTES = 264 * 1024;

    private final ZlibPool pool;
    private final CompressionBudget budget;
    private final int threshold;
    private final int level;
    private final boolean keeps;
    private final int windowBits;
    private @Nullable Deflater kept;

    /** A deflater for a connection with these parameters. */
    public MessageDeflater(
            DeflateParameters parameters, Compression compression, CompressionBudget budget, ZlibPool pool) {
        this.pool = pool;
        this.budget = budget;
        this.threshold = compression.threshold();
        this.level = compression.level();
        this.keeps = parameters.keepsDeflater();
        this.windowBits = parameters.serverMaxWindowBits();
    }

    /**
     * Compresses a message.
     *
     * @return what travels, with RSV1 set; {@code null} if the message is to be sent as it is, because it is short, or
     *     because it would not become shorter
     */
    public byte @Nullable [] deflate(byte[] message) {
        if (message.length < threshold || message.length == 0) {
            return null;
        }
        return keeps ? deflateNow(message) : pool.deflated.get(message, windowBits, level, this::deflateNow);
    }

    private byte @Nullable [] deflateNow(byte[] message) {
        Deflater deflater = kept != null ? kept : pool.takeDeflater(level);
        if (keeps && kept == null) {
            kept = deflater;
            budget.add(CONTEXT_BYTES);
        }
        try {
            byte[] deflated = deflate(deflater, message);
            // what a context remembers must have been sent
            return keeps || deflated.length < message.length ? deflated : null;
        } finally {
            if (!keeps) {
                pool.giveBack(deflater);
            }
        }
    }

    private byte[] deflate(Deflater deflater, byte[] message) {
        Output output = new Output(message.length);
        // 7.2.3.2: java.util.zip looks 2^15 bytes back, always; a full flush makes it forget, so that what is flushed
        // every 2^n bytes never refers further back than that
        int piece = windowBits == LARGEST_WINDOW ? message.length : 1 << windowBits;
        int flush = windowBits == LARGEST_WINDOW ? Deflater.SYNC_FLUSH : Deflater.FULL_FLUSH;
        for (int at = 0; at < message.length; at += piece) {
            deflater.setInput(message, at, Math.min(piece, message.length - at));
            output.fill(deflater, flush);
        }
        return output.withoutTail();
    }

    /** Gives back what the connection has kept. */
    public void close() {
        if (kept != null) {
            pool.giveBack(kept);
            kept = null;
            budget.add(-CONTEXT_BYTES);
        }
    }

    private static final class Output {

        private byte[] bytes;
        private int length;

        Output(int expected) {
            bytes = new byte[expected / 2 + 64];
        }

        void fill(Deflater deflater, int flush) {
            int room;
            int written;
            do {
                room = bytes.length - length;
                written = deflater.deflate(bytes, length, room, flush);
                length += written;
                if (length == bytes.length) {
                    bytes = Arrays.copyOf(bytes, bytes.length * 2);
                }
            } while (written == room); // a flush that does not fill its room is complete
        }

        byte[] withoutTail() {
            return Arrays.copyOf(bytes, length - TAIL);
        }
    }
}

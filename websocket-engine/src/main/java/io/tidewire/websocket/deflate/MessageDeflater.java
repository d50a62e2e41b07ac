package io.tidewire.websocket.deflate;

import io.tidewire.websocket.Compression;
import io.tidewire.websocket.CompressionBudget;
import java.util.Arrays;
import java.util.zip.Deflater;
import org.jspecify.annotations.Nullable;

/** Compresses one connection's messages (RFC 7692, section 7.2.1). Not thread-safe. */
public final class MessageDeflater {

    /** The end of a message that ends with nothing (7.2.3.6): the block whose other four bytes it leaves out. */
    private static final byte[] EMPTY_END = {0};

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
    private @Nullable Deflater inProgress;

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
        Deflater deflater = take();
        try {
            byte[] deflated = deflate(deflater, message, message.length).withoutTail();
            // what a context remembers must have been sent
            return keeps || deflated.length < message.length ? deflated : null;
        } finally {
            if (!keeps) {
                pool.giveBack(deflater);
            }
        }
    }

    /** From how many bytes on a message is compressed. */
    public int threshold() {
        return threshold;
    }

    /** Whether there is memory to compress a message in parts: it takes a context until its end, agreed or not. */
    public boolean hasRoom() {
        return keeps || budget.hasRoom();
    }

    /**
     * Compresses a part of a message whose length is not known, in such a way that the peer can inflate all of it at once.
     * No other message may come between two parts.
     *
     * @param length how many bytes of {@code part}; may be zero for the last one only
     */
    public byte[] deflatePart(byte[] part, int length, boolean last) {
        if (inProgress == null) {
            inProgress = take();
            if (!keeps) {
                budget.add(CONTEXT_BYTES);
            }
        }
        byte[] deflated;
        if (length == 0) {
            deflated = EMPTY_END;
        } else {
            Output output = deflate(inProgress, part, length);
            deflated = last ? output.withoutTail() : output.withTail();
        }
        if (last) {
            endMessage();
        }
        return deflated;
    }

    private Deflater take() {
        if (kept != null) {
            return kept;
        }
        Deflater deflater = pool.takeDeflater(level);
        if (keeps) {
            kept = deflater;
            budget.add(CONTEXT_BYTES);
        }
        return deflater;
    }

    private void endMessage() {
        if (inProgress != null && inProgress != kept) {
            pool.giveBack(inProgress);
            budget.add(-CONTEXT_BYTES);
        }
        inProgress = null;
    }

    private Output deflate(Deflater deflater, byte[] message, int length) {
        Output output = new Output(length);
        // 7.2.3.2: java.util.zip looks 2^15 bytes back, always; a full flush makes it forget, so that what is flushed
        // every 2^n bytes never refers further back than that
        int piece = windowBits == LARGEST_WINDOW ? length : 1 << windowBits;
        int flush = windowBits == LARGEST_WINDOW ? Deflater.SYNC_FLUSH : Deflater.FULL_FLUSH;
        for (int at = 0; at < length; at += piece) {
            deflater.setInput(message, at, Math.min(piece, length - at));
            output.fill(deflater, flush);
        }
        return output;
    }

    /** Gives back what the connection has kept, and what a message that was not finished has taken. */
    public void close() {
        endMessage();
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
                // a flush that does not fill its room is complete; but a deflater that has just been given another
                // level
                // takes no input the first time
            } while (written == room || !deflater.needsInput());
        }

        byte[] withTail() {
            return Arrays.copyOf(bytes, length);
        }

        byte[] withoutTail() {
            return Arrays.copyOf(bytes, length - TAIL);
        }
    }
}

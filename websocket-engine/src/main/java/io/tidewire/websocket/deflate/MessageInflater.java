package io.tidewire.websocket.deflate;

import io.tidewire.websocket.CompressionBudget;
import io.tidewire.websocket.ProtocolViolation;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * Decompresses one connection's messages as they arrive (RFC 7692, section 7.2.2). The caller gives the room, and so
 * bounds the result while it grows. Not thread-safe.
 */
public final class MessageInflater {

    /** What a message leaves out (7.2.2, step 1). */
    private static final byte[] TAIL = {0x00, 0x00, (byte) 0xFF, (byte) 0xFF};

    /** Some 32 KiB of window, and zlib's state. */
    private static final int CONTEXT_BYTES = 40 * 1024;

    private final ZlibPool pool;
    private final CompressionBudget budget;
    private final boolean keeps;
    private @Nullable Inflater inflater;

    private byte[] input = TAIL;
    private int inputEnd;

    /** An inflater for a connection with these parameters; takes no native memory before the first message. */
    public MessageInflater(DeflateParameters parameters, CompressionBudget budget, ZlibPool pool) {
        this.pool = pool;
        this.budget = budget;
        this.keeps = parameters.keepsInflater();
    }

    /** The next part of a message; to be drained before it changes and before the next part. */
    public void feed(byte[] bytes, int from, int count) {
        input = bytes;
        inputEnd = from + count;
        inflater().setInput(bytes, from, count);
    }

    /** All parts were fed and drained: feeds what every message leaves out, to be drained once more. */
    public void feedTail() {
        // a stream that ends right with the message has no flush to complete
        if (!inflater().finished()) {
            feed(TAIL, 0, TAIL.length);
        }
    }

    /**
     * Writes what the parts so far inflate to.
     *
     * @return how many bytes were written; 0 if there are no more for now
     * @throws ProtocolViolation 1007 if the parts are not what a deflater makes
     */
    public int drain(byte[] target, int from, int room) {
        Inflater current = inflater();
        try {
            while (true) {
                int written = current.inflate(target, from, room);
                int left = current.getRemaining();
                if (written > 0 || !current.finished() || left == 0) {
                    if (current.needsDictionary()) {
                        throw ProtocolViolation.badData("compressed message needs a dictionary");
                    }
                    return written;
                }
                // 7.2.3.4: a block with BFINAL ends a deflate stream, not the message, and not the next one's either
                current.reset();
                current.setInput(input, inputEnd - left, left);
            }
        } catch (DataFormatException malformed) {
            throw ProtocolViolation.badData("compressed message is malformed");
        }
    }

    /** How many bytes of the part that was fed last are still to be looked at; they may be fed again instead. */
    public int remaining() {
        return inflater().getRemaining();
    }

    private Inflater inflater() {
        if (inflater == null) {
            inflater = pool.takeInflater();
            budget.add(CONTEXT_BYTES);
        }
        return inflater;
    }

    /** The message is complete. */
    public void endMessage() {
        if (!keeps) {
            close();
        }
    }

    /** Gives back what the connection has kept, or a message that will not be completed. */
    public void close() {
        if (inflater != null) {
            pool.giveBack(inflater);
            inflater = null;
            budget.add(-CONTEXT_BYTES);
        }
    }
}

package io.tidewire.websocket.deflate;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What messages have become, for the next connection of the same thread that sends the same message, as a broadcast does:
 * without a context (RFC 7692, section 7.1.1.1) the compressed form depends on window and level alone.
 *
 * <p>Messages are told apart by their arrays, which nobody changes. What is here is held weakly: a garbage collection in
 * the midst of a broadcast costs another compression, and nothing outlives one.
 */
final class DeflatedMessages {

    /** So many broadcasts, about, may be under way at a time. A power of two. */
    private static final int SLOTS = 16;

    private static final WeakReference<@Nullable Deflated> NOTHING = new WeakReference<>(null);

    private final List<WeakReference<@Nullable Deflated>> slots = new ArrayList<>(Collections.nCopies(SLOTS, NOTHING));

    /** Compresses a message. */
    interface Compressor {

        /** The compressed form, or {@code null} if the message is to be sent as it is. */
        byte @Nullable [] deflate(byte[] message);
    }

    private static final class Deflated {

        final byte[] message;
        final int windowBits;
        final int level;
        final byte @Nullable [] result;

        Deflated(byte[] message, int windowBits, int level, byte @Nullable [] result) {
            this.message = message;
            this.windowBits = windowBits;
            this.level = level;
            this.result = result;
        }
    }

    /**
     * The compressed form of a message: as it is known, or as it is made now.
     *
     * @return {@code null} if the message is to be sent as it is
     */
    byte @Nullable [] get(byte[] message, int windowBits, int level, Compressor compressor) {
        int slot = System.identityHashCode(message) & (SLOTS - 1);
        Deflated known = slots.get(slot).get();
        if (known == null || known.message != message || known.windowBits != windowBits || known.level != level) {
            known = new Deflated(message, windowBits, level, compressor.deflate(message));
            slots.set(slot, new WeakReference<>(known));
        }
        return known.result;
    }
}

package io.tidewire.websocket.deflate;

import java.util.ArrayDeque;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * Deflaters and inflaters that no message is using, for the connections of one thread, and what they share of their
 * messages. Their memory is native: what is not taken back into the pool is ended at once.
 */
public final class ZlibPool {

    /** One event loop compresses one message at a time; a fragmented one may keep an inflater for longer. */
    private static final int MAX_IDLE = 4;

    private final ArrayDeque<Deflater> deflaters = new ArrayDeque<>(MAX_IDLE);
    private final ArrayDeque<Inflater> inflaters = new ArrayDeque<>(MAX_IDLE);

    /** The compressed messages that connections without contexts have in common. */
    final DeflatedMessages deflated = new DeflatedMessages();

    /** An empty pool. */
    public ZlibPool() {}

    Deflater takeDeflater(int level) {
        @Nullable Deflater idle = deflaters.poll();
        if (idle == null) {
            return new Deflater(level, true);
        }
        idle.setLevel(level);
        return idle;
    }

    void giveBack(Deflater deflater) {
        if (deflaters.size() < MAX_IDLE) {
            deflater.reset();
            deflaters.add(deflater);
        } else {
            deflater.end();
        }
    }

    Inflater takeInflater() {
        @Nullable Inflater idle = inflaters.poll();
        return idle == null ? new Inflater(true) : idle;
    }

    void giveBack(Inflater inflater) {
        if (inflaters.size() < MAX_IDLE) {
            inflater.reset();
            inflaters.add(inflater);
        } else {
            inflater.end();
        }
    }

    /** Ends what is idle: the thread goes away. */
    public void close() {
        deflaters.forEach(Deflater::end);
        deflaters.clear();
        inflaters.forEach(Inflater::end);
        inflaters.clear();
    }
}

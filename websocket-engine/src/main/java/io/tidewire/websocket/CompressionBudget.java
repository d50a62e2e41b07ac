package io.tidewire.websocket;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How much memory may stay with connections for compression, for all endpoints that share it. Contexts take memory when
 * they are first used, and a message in parts takes it until it ends; when the budget is used up, new connections get no
 * context, or no compression, and streamed messages go out as they are. Thread-safe.
 */
public final class CompressionBudget {

    private final long bytes;
    private final AtomicLong used = new AtomicLong();

    /** A budget in bytes; zero for no contexts at all. */
    public CompressionBudget(long bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException("compression.memory-budget: " + bytes + " is negative");
        }
        this.bytes = bytes;
    }

    /** Whether new connections may have contexts. */
    public boolean hasRoom() {
        return used.get() < bytes;
    }

    /** How much is in use, in bytes. */
    public long used() {
        return used.get();
    }

    /** A context takes memory, or, with a negative number, gives it back. For the engine. */
    public void add(long context) {
        used.addAndGet(context);
    }
}

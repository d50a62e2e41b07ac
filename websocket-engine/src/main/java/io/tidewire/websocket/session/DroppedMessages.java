package io.tidewire.websocket.session;

import io.tidewire.websocket.WebSocketMessage;
import java.util.ArrayDeque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Counts the messages that the policy drops, and tells of them in a turn of the event loop of its own. */
final class DroppedMessages {

    private final Transport transport;
    private final long maxBytes;
    private final Consumer<WebSocketMessage> told;

    private volatile long count;

    // until it is told; bounded, or what was dropped would be held after all
    private @Nullable ArrayDeque<Outgoing> untold;
    private long untoldBytes;

    /**
     * None yet.
     *
     * @param maxBytes how much is held to be told of
     */
    DroppedMessages(Transport transport, long maxBytes, Consumer<WebSocketMessage> told) {
        this.transport = transport;
        this.maxBytes = maxBytes;
        this.told = told;
    }

    /** How many; any thread. */
    long count() {
        return count;
    }

    /** One more; any thread. */
    synchronized void add(Outgoing dropped) {
        count++;
        if (untold == null) {
            untold = new ArrayDeque<>();
            transport.execute(this::tell);
        }
        if (untoldBytes + dropped.weight() <= maxBytes) {
            untold.add(dropped);
            untoldBytes += dropped.weight();
        }
    }

    private void tell() {
        ArrayDeque<Outgoing> now = takeUntold();
        while (now != null && !now.isEmpty()) {
            told.accept(now.remove().message);
        }
    }

    private synchronized @Nullable ArrayDeque<Outgoing> takeUntold() {
        ArrayDeque<Outgoing> all = untold;
        untold = null;
        untoldBytes = 0;
        return all;
    }
}

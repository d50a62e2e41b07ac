package io.tidewire.websocket.session;

import java.util.concurrent.atomic.AtomicLongFieldUpdater;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import org.jspecify.annotations.Nullable;

/**
 * What was sent where the road cannot be seen: by other threads, mostly. Whether it is too much for the client is not
 * known before the event loop has tried the network; but what it has not got round to is bounded, too.
 */
final class Inbox {

    /** How much may be here, as a multiple of what may wait for the network. */
    private static final int MULTIPLE = 8;

    private static final AtomicReferenceFieldUpdater<Inbox, @Nullable Node> LAST =
            AtomicReferenceFieldUpdater.newUpdater(Inbox.class, Node.class, "last");
    private static final AtomicLongFieldUpdater<Inbox> BYTES = AtomicLongFieldUpdater.newUpdater(Inbox.class, "bytes");

    private final Transport transport;
    private final long enoughBytes;
    private final Runnable onFilled;

    /** What was handed over last, in front of what was before it; the event loop knows of it from the first on. */
    private volatile @Nullable Node last;

    private volatile long bytes;

    // the event loop's: what it has taken over, in order
    private @Nullable Node first;
    private @Nullable Node end;

    /** One of those that were handed over. */
    private static final class Node {
        final Waiting sent;

        @Nullable
        Node next;

        Node(Waiting sent) {
            this.sent = sent;
        }
    }

    /**
     * An empty one.
     *
     * @param outboundMaxBytes what may wait for the network
     * @param onFilled runs on the event loop when something is here
     */
    Inbox(Transport transport, long outboundMaxBytes, Runnable onFilled) {
        this.transport = transport;
        this.enoughBytes = outboundMaxBytes;
        this.onFilled = onFilled;
    }

    /** Hands over to the event loop; any thread. False if it is too much: the event loop does not keep up. */
    boolean offer(Waiting sent) {
        long weight = sent.weight();
        long former = weight == 0 ? 0 : BYTES.getAndAdd(this, weight);
        if ((former - 1) / MULTIPLE >= enoughBytes) { // the product may be more than a long holds
            BYTES.addAndGet(this, -weight);
            return false;
        }
        Node node = new Node(sent);
        Node before;
        do {
            before = last;
            node.next = before;
        } while (!LAST.compareAndSet(this, before, node));
        if (weight > enoughBytes - former && former <= enoughBytes) {
            // however long the sender's batch goes on: it is not the event loop that does not keep up
            if (!transport.execute(onFilled)) {
                dropAll();
            }
        } else if (before == null) {
            transport.executeAfterBatch(onFilled, this::dropAll);
        }
        return true;
    }

    /** The loop has ended, and with it the session: nobody else polls any more. */
    private synchronized void dropAll() {
        open(); // so that whoever comes later finds out by itself
        for (Waiting next = poll(); next != null; next = poll()) {
            next.dropped(Outgoing.sessionClosed());
        }
    }

    /** Whether nothing was handed over that is not polled yet. */
    boolean isEmpty() {
        return last == null && first == null;
    }

    /** Takes over what was handed over so far, for {@link #poll()}; on the event loop. */
    void open() {
        Node newest = LAST.getAndSet(this, null);
        if (newest == null) {
            return;
        }
        Node oldest = null;
        long taken = 0;
        for (Node node = newest; node != null; ) {
            Node before = node.next;
            node.next = oldest;
            oldest = node;
            taken += node.sent.weight();
            node = before;
        }
        BYTES.addAndGet(this, -taken);
        if (end == null) {
            first = oldest;
        } else {
            end.next = oldest;
        }
        end = newest;
    }

    @Nullable
    Waiting poll() {
        Node next = first;
        if (next == null) {
            return null;
        }
        first = next.next;
        if (first == null) {
            end = null;
        }
        return next.sent;
    }

    /** What is here and not taken over, in bytes; any thread. */
    long bytes() {
        return bytes;
    }
}

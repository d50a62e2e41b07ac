package io.tidewire.websocket.session;

import java.util.Queue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import reactor.util.concurrent.Queues;

/**
 * What was sent where the road cannot be seen: by other threads, mostly. Whether it is too much for the client is not
 * known before the event loop has tried the network; but what it has not got round to is bounded, too.
 */
final class Inbox {

    /** How much may be here, as a multiple of what may wait for the network. */
    private static final int MULTIPLE = 8;

    private final Transport transport;
    private final long maxBytes;
    private final Runnable onFilled;

    private final Queue<Waiting> queue =
            Queues.<Waiting>unboundedMultiproducer().get();
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private final AtomicLong bytes = new AtomicLong();

    /**
     * An empty one.
     *
     * @param outboundMaxBytes what may wait for the network
     * @param onFilled runs on the event loop when something is here
     */
    Inbox(Transport transport, long outboundMaxBytes, Runnable onFilled) {
        this.transport = transport;
        this.maxBytes = outboundMaxBytes > Long.MAX_VALUE / MULTIPLE ? Long.MAX_VALUE : outboundMaxBytes * MULTIPLE;
        this.onFilled = onFilled;
    }

    /** Hands over to the event loop; any thread. False if it is too much: the event loop does not keep up. */
    boolean offer(Waiting sent) {
        long weight = sent.weight();
        if (weight > 0 && bytes.getAndAdd(weight) > maxBytes) {
            bytes.addAndGet(-weight);
            return false;
        }
        queue.add(sent);
        if (scheduled.compareAndSet(false, true)) {
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

    /** Whether nothing was handed over since {@link #open()}; any thread. */
    boolean isEmpty() {
        return !scheduled.get();
    }

    /** {@link #poll()} follows until nothing is left; on the event loop. */
    void open() {
        scheduled.set(false);
    }

    @Nullable
    Waiting poll() {
        Waiting next = queue.poll();
        if (next != null && next.weight() > 0) {
            bytes.addAndGet(-next.weight());
        }
        return next;
    }

    /** What is here, in bytes; any thread. */
    long bytes() {
        return bytes.get();
    }
}

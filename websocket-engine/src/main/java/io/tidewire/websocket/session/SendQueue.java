package io.tidewire.websocket.session;

import io.tidewire.websocket.OutboundPolicy;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;
import org.jspecify.annotations.Nullable;

/**
 * What waits for the network, in order, within a bound in bytes; beyond it the policy says what goes. Event loop only,
 * but for the numbers.
 */
final class SendQueue {

    /** What a waiting message takes besides its payload: even empty ones must not wait without end. */
    static final int OVERHEAD = 64;

    /** How much may wait of a client that is not read any more, as a multiple of the bound. */
    private static final int SUSPENDED_MULTIPLE = 4;

    private static final AtomicLongFieldUpdater<SendQueue> BYTES =
            AtomicLongFieldUpdater.newUpdater(SendQueue.class, "bytes");

    /** Whom the queue belongs to. */
    interface Owner {

        /**
         * Whether what waits does so for a publisher, not for the client: that one may in turn wait for what the client
         * sends.
         */
        boolean waitsForPublisher();

        /** Whether the client is not to be read for now. Within any call. */
        void onSuspend(boolean suspended);
    }

    private final long maxBytes;
    private final OutboundPolicy policy;
    private final Owner owner;

    /** Under its key what another message may replace, and under itself whatever else waits; none if nothing does. */
    private @Nullable LinkedHashMap<Object, Waiting> waiting;

    private volatile long bytes;
    private boolean suspended;

    /** An empty queue. */
    SendQueue(long maxBytes, OutboundPolicy policy, Owner owner) {
        this.maxBytes = maxBytes;
        this.policy = policy;
        this.owner = owner;
    }

    /** What may wait, in bytes. */
    long maxBytes() {
        return maxBytes;
    }

    /** Whether the policy drops what is too much, and does not end the session. */
    boolean isDropping() {
        return policy == OutboundPolicy.DROP_NEWEST || policy == OutboundPolicy.DROP_OLDEST;
    }

    /** What a payload of this length counts against the bound: a giant no more than all of it. */
    long weight(int length) {
        return Math.min((long) length + OVERHEAD, maxBytes);
    }

    /** What waits, in bytes; any thread. */
    long bytes() {
        return bytes;
    }

    boolean isEmpty() {
        return waiting == null;
    }

    /** Whether nothing has to go if this is added. */
    boolean hasRoomFor(Waiting next) {
        return next.weight() == 0 || bytes + next.weight() <= maxBytes;
    }

    /** Adds to the end, or does what the policy says; false if that is to end the session. */
    boolean add(Waiting next) {
        if (!(next instanceof Outgoing message)) {
            return put(next, policy == OutboundPolicy.SUSPEND ? suspendedMaxBytes() : maxBytes);
        }
        if (message.weight() == 0) {
            put(message, message);
            return true;
        }
        switch (policy) {
            case CLOSE -> {
                return put(message, maxBytes);
            }
            case SUSPEND -> {
                return put(message, suspendedMaxBytes());
            }
            case LATEST -> {
                return putLatest(message);
            }
            case DROP_NEWEST -> {
                if (hasRoomFor(message)) {
                    put(message, message);
                } else {
                    message.tooMuch("it found too much waiting");
                }
                return true;
            }
            case DROP_OLDEST -> {
                List<Outgoing> old = removeUntilThereIsRoomFor(message);
                put(message, message);
                old.forEach(it -> it.tooMuch("too much came behind it")); // last, since who is told may send
                return true;
            }
        }
        throw new AssertionError(policy);
    }

    private long suspendedMaxBytes() {
        return maxBytes > Long.MAX_VALUE / SUSPENDED_MULTIPLE ? Long.MAX_VALUE : maxBytes * SUSPENDED_MULTIPLE;
    }

    private boolean put(Waiting next, long limit) {
        if (bytes > limit) {
            return false;
        }
        put(next, next);
        if (policy == OutboundPolicy.SUSPEND && bytes > maxBytes && !owner.waitsForPublisher()) {
            suspend(true);
        }
        return true;
    }

    private boolean putLatest(Outgoing message) {
        Object key = message.message.getKey();
        if (key == null) {
            return put(message, maxBytes);
        }
        Waiting former = waiting == null ? null : waiting.get(key);
        long others = bytes - (former == null ? 0 : former.weight());
        if (others > maxBytes && (former == null || message.weight() > former.weight())) {
            return false;
        }
        put(key, message);
        if (former != null) {
            addBytes(-former.weight());
            ((Outgoing) former).tooMuch("a later one has its key");
        }
        return true;
    }

    private void put(Object key, Waiting next) {
        if (waiting == null) {
            waiting = new LinkedHashMap<>();
        }
        waiting.put(key, next); // in the place of the former one, if there is one
        addBytes(next.weight());
    }

    private List<Outgoing> removeUntilThereIsRoomFor(Outgoing next) {
        if (waiting == null || hasRoomFor(next)) {
            return List.of();
        }
        List<Outgoing> removed = new ArrayList<>();
        Iterator<Waiting> oldest = waiting.values().iterator();
        while (!hasRoomFor(next) && oldest.hasNext()) {
            if (oldest.next() instanceof Outgoing old && old.weight() > 0) {
                oldest.remove();
                addBytes(-old.weight());
                removed.add(old);
            }
        }
        return removed;
    }

    /** Takes what is next; {@code null} if nothing waits. */
    @Nullable
    Waiting poll() {
        if (waiting == null) {
            return null;
        }
        Iterator<Waiting> oldest = waiting.values().iterator();
        Waiting next = oldest.next();
        oldest.remove();
        addBytes(-next.weight());
        if (waiting.isEmpty()) {
            waiting = null;
        }
        if (bytes <= maxBytes / 2) {
            suspend(false);
        }
        return next;
    }

    /** Takes out of the middle what is not to be sent any more. */
    void remove(MessageStream stream) {
        if (waiting != null && waiting.remove(stream) != null) {
            addBytes(-stream.weight());
            if (waiting.isEmpty()) {
                waiting = null;
            }
        }
    }

    /** Drops the streams: the session is closing, and nobody knows how long they are. */
    void clearStreams() {
        if (waiting != null) {
            List<Waiting> streams = waiting.values().stream()
                    .filter(MessageStream.class::isInstance)
                    .toList();
            for (Waiting stream : streams) {
                remove((MessageStream) stream);
                stream.dropped(Outgoing.sessionClosed());
            }
        }
    }

    /** Drops all: the session is closing. */
    void clear() {
        LinkedHashMap<Object, Waiting> all = waiting;
        waiting = null;
        bytes = 0;
        suspend(false);
        if (all != null) {
            all.values().forEach(it -> it.dropped(Outgoing.sessionClosed()));
        }
    }

    private void addBytes(long weight) {
        BYTES.addAndGet(this, weight);
    }

    /** Whether the client is not to be read. */
    boolean isSuspended() {
        return suspended;
    }

    /** What the client says is needed: the session is closing, or a publisher waits for it. */
    void endSuspension() {
        suspend(false);
    }

    private void suspend(boolean now) {
        if (suspended != now) {
            suspended = now;
            owner.onSuspend(now);
        }
    }
}

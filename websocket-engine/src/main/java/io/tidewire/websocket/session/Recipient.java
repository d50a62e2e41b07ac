package io.tidewire.websocket.session;

import io.tidewire.websocket.WebSocketMessage;
import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;
import org.jspecify.annotations.Nullable;

/**
 * A road as the {@link Inbox} knows it: how much of the inbox is this road's own, within a bound, and how that is taken
 * over, in a turn of the event loop that ends with one flush. What the road extends rather than has, since there is
 * one for every idle session: the two are one object.
 */
abstract class Recipient {

    /** How much of one road's the inbox may hold, as a multiple of what may wait for the network. */
    private static final int MULTIPLE = 8;

    private static final AtomicLongFieldUpdater<Recipient> HANDED_OVER =
            AtomicLongFieldUpdater.newUpdater(Recipient.class, "handedOver");

    /** Whether the inbox takes a message. */
    enum Room {
        ENOUGH,
        /** It does, but the event loop is to be told at once: it is not known yet that it does not keep up. */
        LAST,
        /** It is too much: the event loop does not keep up. */
        NONE
    }

    final Transport transport;
    final Pump pump;
    final SendQueue queue;
    final Inbox inbox;

    /**
     * What the inbox holds for this road, and what was taken out of it and not dealt with, in bytes. While it is not zero,
     * what is sent stays behind that.
     */
    private volatile long handedOver;

    // the event loop's
    private @Nullable ArrayDeque<Waiting> takenOut;
    private boolean inTurn;

    Recipient(Transport transport, Pump pump) {
        this.transport = transport;
        this.pump = pump;
        this.queue = pump.queue;
        this.inbox = transport.inbox();
    }

    /** A message of its own. */
    abstract Outgoing outgoing(WebSocketMessage message);

    /**
     * It is a message's turn: sends it, or lets it wait for the network; on the event loop.
     *
     * @param onLoop whether it was sent there
     */
    abstract void enqueue(Waiting next, boolean onLoop);

    /** The inbox does not take a message; any thread. */
    abstract RuntimeException refuse(Outgoing next);

    // ---- into the inbox: any thread

    /** What the inbox holds, in bytes. */
    long handedOver() {
        return handedOver;
    }

    /** What a message of its own counts against the bound. */
    long weight(WebSocketMessage message) {
        return queue.weight(message.getPayloadLength());
    }

    /** False if more was handed over than the event loop keeps up with. */
    boolean handOver(Waiting next) {
        Room room = reserve(next.weight());
        if (room != Room.NONE) {
            inbox.offer(this, next, transport, room == Room.LAST);
        }
        return room != Room.NONE;
    }

    /** Makes room in the inbox for a message that is sent to many. */
    Room reserve(WebSocketMessage message) {
        Room room = reserve(weight(message));
        if (room == Room.NONE) {
            refuse(outgoing(message));
        }
        return room;
    }

    private Room reserve(long weight) {
        Room room = tryToReserve(weight);
        if (room == Room.NONE && transport.inEventLoop() && !pump.isRunning() && !inTurn && takenOut == null) {
            emptyInbox(); // for want of a turn, not of speed: the event loop itself has been sending so much
            room = tryToReserve(weight);
        }
        return room;
    }

    private Room tryToReserve(long weight) {
        long enough = queue.maxBytes();
        long former = HANDED_OVER.getAndAdd(this, Math.max(1, weight)); // so that even what weighs nothing is noticed
        if (weight > 0 && (former - 1) / MULTIPLE >= enough) { // the product may be more than a long holds
            leftInbox(weight);
            return Room.NONE;
        }
        return former <= enough && weight > enough - former ? Room.LAST : Room.ENOUGH;
    }

    /** What this weighs was dealt with. */
    void leftInbox(long weight) {
        HANDED_OVER.addAndGet(this, -Math.max(1, weight));
    }

    // ---- out of it, in order: the event loop

    /** Makes the network take what it can, before something is taken: whoever hears of that may do anything. */
    void prepare() {
        if (!inTurn) {
            inTurn = true;
            inbox.joinTurn(this);
            pump.beginBatch();
        }
        pump.isWritable();
    }

    /** Takes over what was sent to many. */
    void take(SharedMessage shared) {
        if (takenOut == null && pump.takes(shared)) {
            try {
                pump.write(shared);
            } finally {
                leftInbox(shared.weight(this));
            }
        } else {
            shared.addTo(this, takenOut());
            emptyTakenOut();
        }
    }

    /** Takes over one message. */
    void take(Waiting next) {
        if (takenOut == null && queue.hasRoomFor(next)) {
            takeOver(next);
        } else {
            takenOut().add(next);
            emptyTakenOut();
        }
    }

    private void takeOver(Waiting next) {
        try {
            enqueue(next, false);
        } catch (Throwable failure) {
            next.dropped(Outgoing.sessionClosed()); // nobody else knows of it
            throw failure;
        } finally {
            leftInbox(next.weight());
        }
    }

    /** The turn of the event loop ends with a flush. */
    void endTurn() {
        if (inTurn) {
            inTurn = false;
            try {
                if (takenOut != null) {
                    emptyTakenOut(); // something has failed in the middle of it
                }
                pump.run();
            } finally {
                pump.endBatch();
            }
        }
    }

    /** Takes what the inbox holds for this road out of its turn. */
    void emptyInbox() {
        if (handedOver != 0) {
            inbox.takeOut(this, takenOut());
            emptyTakenOut();
        }
    }

    private ArrayDeque<Waiting> takenOut() {
        if (takenOut == null) {
            takenOut = new ArrayDeque<>(1);
        }
        return takenOut;
    }

    /** May be called from within itself: whoever hears that its message is out may close, and then all must be out. */
    private void emptyTakenOut() {
        ArrayDeque<Waiting> all = takenOut();
        for (Waiting next = all.peek(); next != null; next = all.peek()) {
            if (!queue.hasRoomFor(next)) {
                pump.run(); // while it is still here: whoever hears that another one is out may close
            }
            if (all.peek() == next) {
                all.remove();
                takeOver(next);
            }
        }
        takenOut = null; // most sessions need none for long
    }
}

package io.tidewire.websocket.session;

import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What was sent to the sessions of one event loop where their roads cannot be seen: by other threads, or to many at once.
 * One order for all of it, so that what a thread sends to a session keeps its own. How much of it may be one session's is
 * the session's matter ({@link Recipient}).
 */
public final class Inbox implements Runnable {

    private static final Logger log = LoggerFactory.getLogger(Inbox.class);

    private static final AtomicReferenceFieldUpdater<Inbox, @Nullable Entry> LAST =
            AtomicReferenceFieldUpdater.newUpdater(Inbox.class, Entry.class, "last");

    private static final AtomicIntegerFieldUpdater<Inbox> TOLD =
            AtomicIntegerFieldUpdater.newUpdater(Inbox.class, "told");

    /** After so many sessions others of the event loop get their turn, and what is put together for these is sent. */
    private static final int LONG_TURN = 512;

    /** What was handed over last, in front of what was before it. */
    private volatile @Nullable Entry last;

    /** 1 from when the event loop is told until it looks. */
    private volatile int told;

    // the event loop's
    private @Nullable Entry first; // of what it has taken over, in order
    private @Nullable Entry end;
    private final List<Recipient> inTurn = new ArrayList<>();

    /** An empty one, for all sessions of one event loop. */
    public Inbox() {}

    /** One of those that were handed over. */
    abstract static class Entry {

        @Nullable
        Entry next;

        /** Gives it to its road or roads; on the event loop, as the first entry. */
        abstract void take();

        /** Moves what is for one road out of its turn. True if nothing is left. */
        abstract boolean takeOut(Recipient road, Deque<Waiting> out);

        /** The event loop has ended. */
        abstract void drop();

        /** Whether the entry behind this one has become a part of it. */
        boolean absorbs(Entry behind) {
            return false;
        }
    }

    /** For one road. */
    private static final class Single extends Entry {

        private final Recipient road;
        private final Waiting sent;

        Single(Recipient road, Waiting sent) {
            this.road = road;
            this.sent = sent;
        }

        @Override
        void take() {
            Inbox inbox = road.inbox;
            road.prepare();
            if (inbox.first == this) { // or somebody heard of something and closed the session, which took it out
                inbox.shift(); // first, since what follows may look for more
                road.take(sent);
            }
        }

        @Override
        boolean takeOut(Recipient taker, Deque<Waiting> out) {
            return taker == road && out.add(sent);
        }

        @Override
        void drop() {
            road.leftInbox(sent.weight());
            sent.dropped(Outgoing.sessionClosed());
        }
    }

    void offer(Recipient road, Waiting sent, Transport loop, boolean atOnce) {
        offer(new Single(road, sent), loop, atOnce);
    }

    /**
     * Hands over to the event loop; any thread.
     *
     * @param atOnce whether not to wait for the end of the sender's batch
     */
    void offer(Entry entry, Transport loop, boolean atOnce) {
        Entry before;
        do {
            before = last;
            entry.next = before;
        } while (!LAST.compareAndSet(this, before, entry));
        if (told != 0) {
            return; // it has not looked yet
        }
        if (atOnce || loop.inEventLoop()) {
            tell(loop);
        } else {
            loop.afterBatch(this, () -> tell(loop));
        }
    }

    private void tell(Transport loop) {
        if (TOLD.compareAndSet(this, 0, 1) && !loop.execute(this)) {
            told = 0; // so that whoever comes later finds out by itself
            drop(inOrder(LAST.getAndSet(this, null)));
        }
    }

    /** The loop has ended, and with it its sessions. */
    private static void drop(@Nullable Entry oldest) {
        for (Entry entry = oldest; entry != null; entry = entry.next) {
            entry.drop();
        }
    }

    /** In a turn of the event loop of its own, which ends with one flush for each session that was sent something. */
    @Override
    public void run() {
        told = 0; // before it looks: whoever comes later tells it again
        open();
        for (Entry next = first; next != null && !isTurnLong(); next = first) {
            try {
                next.take();
            } catch (Throwable failure) { // of one session: the others' messages are not to be lost by it
                log.error("A message that was handed over failed", failure);
                if (first == next) {
                    next.drop();
                }
            }
            if (first == next) {
                shift();
            }
        }
        boolean goesOn = first == null || inTurn.get(0).transport.execute(this);
        for (int i = 0; i < inTurn.size(); i++) {
            try {
                inTurn.get(i).endTurn(); // unless it has ended its own
            } catch (Throwable failure) {
                log.error("The end of a turn failed", failure);
            }
        }
        inTurn.clear();
        if (!goesOn) {
            Entry rest = first;
            first = null;
            end = null;
            drop(rest);
        }
    }

    /** Whether so many sessions are being served that each is to be done with at once. */
    boolean isTurnLong() {
        return inTurn.size() >= LONG_TURN;
    }

    /** This road is given something, and is to be told when the turn ends. */
    void joinTurn(Recipient road) {
        inTurn.add(road);
    }

    /** Takes out of its turn what is for one road; on the event loop. */
    void takeOut(Recipient road, Deque<Waiting> out) {
        open();
        Entry before = null;
        for (Entry entry = first; entry != null; entry = entry.next) {
            if (!entry.takeOut(road, out)) {
                before = entry;
            } else if (before == null) {
                first = entry.next;
            } else {
                before.next = entry.next;
            }
        }
        end = before;
    }

    /** Takes over what was handed over so far. */
    private void open() {
        Entry oldest = inOrder(LAST.getAndSet(this, null));
        for (Entry entry = oldest; entry != null; ) {
            Entry behind = entry.next;
            if (behind != null && entry.absorbs(behind)) {
                entry.next = behind.next;
            } else {
                append(entry);
                entry = behind;
            }
        }
    }

    private static @Nullable Entry inOrder(@Nullable Entry newest) {
        Entry oldest = null;
        for (Entry entry = newest; entry != null; ) {
            Entry before = entry.next;
            entry.next = oldest;
            oldest = entry;
            entry = before;
        }
        return oldest;
    }

    private void append(Entry entry) {
        if (end == null) {
            first = entry;
        } else {
            end.next = entry;
        }
        end = entry;
    }

    private void shift() {
        if (first != null) {
            first = first.next;
            if (first == null) {
                end = null;
            }
        }
    }
}

package io.tidewire.websocket.session;

import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What was sent to the sessions of one event loop where their roads cannot be seen: by other threads, or to many at once.
 * One order for all of it, so that what a thread sends to a session keeps its own. How much of it may be one session's is
 * the session's matter ({@link Outbound}).
 */
public final class Inbox implements Runnable {

    private static final Logger log = LoggerFactory.getLogger(Inbox.class);

    private static final AtomicReferenceFieldUpdater<Inbox, @Nullable Entry> LAST =
            AtomicReferenceFieldUpdater.newUpdater(Inbox.class, Entry.class, "last");

    /** What was handed over last, in front of what was before it; the event loop knows of it from the first on. */
    private volatile @Nullable Entry last;

    // the event loop's
    private @Nullable Entry first; // of what it has taken over, in order
    private @Nullable Entry end;
    private final List<Outbound> inTurn = new ArrayList<>();
    private boolean turnIsDue;

    /** An empty one, for all sessions of one event loop. */
    public Inbox() {}

    /** One of those that were handed over. */
    abstract static class Entry {

        @Nullable
        Entry next;

        /** Gives it to its road or roads; on the event loop, as the first entry. */
        abstract void take();

        /** Moves what is for one road out of its turn. True if nothing is left. */
        abstract boolean takeOut(Outbound road, Deque<Waiting> out);

        /** The event loop has ended. */
        abstract void drop();

        /** Whether the entry behind this one has become a part of it. */
        boolean absorbs(Entry behind) {
            return false;
        }
    }

    /** For one road. */
    private static final class Single extends Entry {

        private final Outbound road;
        private final Waiting sent;

        Single(Outbound road, Waiting sent) {
            this.road = road;
            this.sent = sent;
        }

        @Override
        void take() {
            road.inbox().shift(); // first, since what follows may look for more
            road.take(sent);
        }

        @Override
        boolean takeOut(Outbound taker, Deque<Waiting> out) {
            return taker == road && out.add(sent);
        }

        @Override
        void drop() {
            road.leftInbox(sent.weight());
            sent.dropped(Outgoing.sessionClosed());
        }
    }

    void offer(Outbound road, Waiting sent, Transport loop, boolean atOnce) {
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
        if (loop.inEventLoop()) {
            if (!turnIsDue) { // others may have told the loop, but at the end of their batch, whenever that is
                turnIsDue = true;
                tell(loop);
            }
        } else if (atOnce) {
            tell(loop);
        } else if (before == null) {
            loop.executeAfterBatch(this, this::dropAll);
        }
    }

    private void tell(Transport loop) {
        if (!loop.execute(this)) {
            dropAll();
        }
    }

    /** The loop has ended, and with it its sessions: nobody else takes anything any more. */
    private synchronized void dropAll() {
        open(); // so that whoever comes later finds out by itself
        for (Entry next = first; next != null; next = first) {
            shift();
            next.drop();
        }
    }

    /** In a turn of the event loop of its own, which ends with one flush for each session that was sent something. */
    @Override
    public void run() {
        turnIsDue = false;
        open();
        for (Entry next = first; next != null; next = first) {
            try {
                next.take();
            } catch (Throwable failure) { // of one session: the others' messages are not to be lost by it
                log.error("A message that was handed over failed", failure);
            }
            if (first == next) {
                shift();
            }
        }
        for (int i = 0; i < inTurn.size(); i++) {
            try {
                inTurn.get(i).endTurn(); // unless it has ended its own
            } catch (Throwable failure) {
                log.error("The end of a turn failed", failure);
            }
        }
        inTurn.clear();
    }

    /** This road is given something, and is to be told when the turn ends. */
    void joinTurn(Outbound road) {
        inTurn.add(road);
    }

    /** Takes out of its turn what is for one road; on the event loop. */
    void takeOut(Outbound road, Deque<Waiting> out) {
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
        Entry newest = LAST.getAndSet(this, null);
        Entry oldest = null;
        for (Entry entry = newest; entry != null; ) {
            Entry before = entry.next;
            entry.next = oldest;
            oldest = entry;
            entry = before;
        }
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

package io.tidewire.websocket.session;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The timers of all sessions of one event loop: coarse, and cheap enough that ten thousand of them cost one system
 * timer. Not thread-safe: belongs to its loop, which calls {@link #advance} every {@link #TICK_NANOS}.
 */
public final class TimerWheel {

    /** How often the wheel turns, and how late a timer may be: 100 ms. */
    public static final long TICK_NANOS = 100_000_000;

    private static final int SLOTS = 512;

    private static final Logger log = LoggerFactory.getLogger(TimerWheel.class);

    private static final long NOT_IN = -1;

    /** A timer: in the wheel once, or not at all. */
    abstract static class Timer {
        private @Nullable Timer previous;
        private @Nullable Timer next;
        private long due = NOT_IN;

        /** Called when due, out of the wheel again. */
        abstract void wake(long now);
    }

    private final @Nullable Timer[] slots = new Timer[SLOTS];
    private final long start;
    private long now;
    private long tick;
    private int size;

    /** An empty wheel. */
    public TimerWheel(long now) {
        this.start = now;
        this.now = now;
    }

    /** The time of the last {@link #advance}, in nanoseconds: nearly the time, for next to nothing. */
    public long now() {
        return now;
    }

    /** Whether no timer waits. */
    public boolean isEmpty() {
        return size == 0;
    }

    /** Wakes a timer at a time in nanoseconds, or up to two ticks later; replaces an earlier call. */
    void schedule(Timer timer, long at) {
        cancel(timer);
        timer.due = Math.max(tick + 1, (at - start + TICK_NANOS - 1) / TICK_NANOS);
        int slot = slotOf(timer);
        Timer head = slots[slot];
        timer.next = head;
        if (head != null) {
            head.previous = timer;
        }
        slots[slot] = timer;
        size++;
    }

    /** Takes a timer out, if it is in. */
    void cancel(Timer timer) {
        if (timer.due == NOT_IN) {
            return;
        }
        if (timer.previous == null) {
            slots[slotOf(timer)] = timer.next;
        } else {
            timer.previous.next = timer.next;
        }
        if (timer.next != null) {
            timer.next.previous = timer.previous;
        }
        timer.previous = null;
        timer.next = null;
        timer.due = NOT_IN;
        size--;
    }

    private static int slotOf(Timer timer) {
        return (int) (timer.due % SLOTS);
    }

    /** Turns the wheel to a time in nanoseconds and wakes the timers that are due. */
    public void advance(long to) {
        now = to;
        long last = (to - start) / TICK_NANOS;
        // a wheel that stood still for more than a turn has to pass each slot only once
        for (tick = Math.max(tick, last - SLOTS); tick < last; ) {
            tick++;
            wakeDue((int) (tick % SLOTS), last);
        }
    }

    /** One session's failure is not to stop the time for all others. */
    private void wake(Timer timer) {
        try {
            timer.wake(now);
        } catch (Throwable failure) {
            log.error("A session's timer failed", failure);
        }
    }

    private void wakeDue(int slot, long last) {
        @Nullable Timer timer = slots[slot];
        while (timer != null) {
            if (timer.due <= last) {
                cancel(timer);
                wake(timer);
                timer = slots[slot]; // waking may have cancelled its neighbour
            } else {
                timer = timer.next;
            }
        }
    }
}

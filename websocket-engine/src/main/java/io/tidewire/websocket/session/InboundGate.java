package io.tidewire.websocket.session;

import io.tidewire.websocket.MessagePart;
import io.tidewire.websocket.WebSocketListener;
import io.tidewire.websocket.WebSocketMessage;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Operators;

/**
 * Lets messages, or parts of them, through to the listener as it asks for them. What comes beyond that waits here; up to
 * a bound, so that a close frame behind it is seen, and then the connection is not read on until all of it is gone: the
 * client feels TCP's back-pressure. When the connection has ended, nothing waits for ever.
 */
final class InboundGate implements WebSocketListener.Inbound {

    /** From here on, in bytes, no more is read or decoded: a read of few bytes can inflate to a lot. */
    private static final int ENOUGH = 64 * 1024;

    /** What an empty message costs, in bytes. */
    private static final int MESSAGE = 64;

    private static final Logger log = LoggerFactory.getLogger(InboundGate.class);

    private static final AtomicLongFieldUpdater<InboundGate> NEWLY_REQUESTED =
            AtomicLongFieldUpdater.newUpdater(InboundGate.class, "newlyRequested");

    private final Transport transport;
    private final EngineSession session;
    private final TimerWheel wheel;
    private final Duration limit;

    // asked for by any thread, not yet seen by the loop
    volatile long newlyRequested; // by its updater only

    // the event loop's
    private long requested;
    private @Nullable ArrayDeque<Object> waiting; // messages, or parts
    private long waitingBytes;
    private boolean stopped;
    private boolean delivering;
    private boolean discarding;
    private volatile boolean abandoned;
    private @Nullable Patience patience; // when the connection has ended and something waits

    /**
     * A gate.
     *
     * @param limit for how long what waits may stay untouched when the connection has ended
     */
    InboundGate(Transport transport, EngineSession session, TimerWheel wheel, Duration limit) {
        this.transport = transport;
        this.session = session;
        this.wheel = wheel;
        this.limit = limit;
    }

    @Override
    public void request(long n) {
        if (n <= 0) {
            throw new IllegalArgumentException("3.9: request(n) takes n > 0, not " + n);
        }
        if (transport.inEventLoop()) {
            requested = Operators.addCap(requested, n);
            deliver();
        } else if (NEWLY_REQUESTED.getAndAccumulate(this, n, Operators::addCap) == 0) {
            transport.execute(this::onRequested);
        }
    }

    private void onRequested() {
        requested = Operators.addCap(requested, NEWLY_REQUESTED.getAndSet(this, 0));
        deliver();
    }

    /** A message arrived. */
    void accept(WebSocketMessage message) {
        if (passes()) {
            session.deliver(message);
        } else {
            hold(message);
        }
    }

    /** A part of a message arrived. */
    void accept(MessagePart part) {
        if (passes()) {
            session.deliver(part);
        } else {
            hold(part);
        }
    }

    private boolean passes() {
        if (waiting != null || requested == 0 || delivering || discarding) {
            return false;
        }
        take();
        return true;
    }

    private void hold(Object arrived) {
        if (discarding) {
            return;
        }
        if (waiting == null) {
            waiting = new ArrayDeque<>();
        }
        waiting.add(arrived);
        waitingBytes += cost(arrived);
        if (isFull() && !stopped) {
            stopped = true;
            session.onGate(false);
        }
    }

    private static long cost(Object arrived) {
        return (long) MESSAGE
                + (arrived instanceof MessagePart part ? part.bytes() : ((WebSocketMessage) arrived).bytes()).length;
    }

    private void take() {
        if (requested != Long.MAX_VALUE) {
            requested--;
        }
    }

    private void deliver() {
        if (delivering) {
            return; // the loop below, further up on the stack, sees the new demand
        }
        delivering = true;
        do {
            while (waiting != null && requested > 0) {
                Object next = waiting.remove();
                waitingBytes -= cost(next);
                if (waiting.isEmpty()) {
                    waiting = null;
                }
                take();
                if (patience != null) {
                    patience.renew();
                }
                if (next instanceof MessagePart part) {
                    session.deliver(part);
                } else {
                    session.deliver((WebSocketMessage) next);
                }
            }
        } while (waiting == null && session.decodeUnread());
        delivering = false;
        if (waiting == null) {
            empty();
        }
    }

    private void empty() {
        if (stopped) {
            stopped = false;
            session.onGate(true);
        }
        Patience over = patience;
        if (over != null) {
            patience = null;
            over.end();
        }
    }

    /** The client is read again, which it was not for another reason than the listener's. */
    void resume() {
        deliver();
        if (waiting != null && !stopped && session.hasUnread()) {
            stopped = true; // what would be read now could only wait behind what is not decoded yet
            session.onGate(false);
        }
    }

    @Override
    public boolean tryTake() {
        if (waiting != null || requested == 0) {
            return false;
        }
        take();
        return true;
    }

    @Override
    public boolean isAbandoned() {
        return abandoned;
    }

    @Override
    public boolean execute(Runnable task) {
        if (transport.inEventLoop()) {
            task.run();
            return true;
        }
        return transport.execute(task);
    }

    /** The application is closing: what is still on its way to it is not to be handled. Any thread. */
    void abandon() {
        abandoned = true;
    }

    /** Whether bytes are read: not much waits for the listener. */
    boolean isOpen() {
        return !stopped;
    }

    /** Whether no more is to be decoded until what waits is gone. */
    boolean isFull() {
        return waitingBytes >= ENOUGH;
    }

    /** Drops what waits and what still comes: the application has closed, or does not want it. */
    void discard() {
        discarding = true;
        waiting = null;
        waitingBytes = 0;
        deliver();
    }

    /** The connection has ended: runs a task when the listener has taken all that waits, or takes no more of it. */
    void whenEmpty(Runnable task) {
        if (waiting == null) {
            task.run();
        } else {
            patience = new Patience(task);
        }
    }

    /** Waits for a listener that has messages left from a connection that has ended. */
    private final class Patience extends TimerWheel.Timer {

        private final Runnable whenEmpty;
        private long lastTaken = wheel.now();

        Patience(Runnable whenEmpty) {
            this.whenEmpty = whenEmpty;
            wheel.schedule(this, lastTaken + Liveness.nanos(limit));
        }

        void renew() {
            lastTaken = wheel.now();
        }

        void end() {
            wheel.cancel(this);
            whenEmpty.run();
        }

        @Override
        void wake(long now) {
            long left = lastTaken + Liveness.nanos(limit) - now;
            if (left > 0) {
                wheel.schedule(this, now + left);
            } else if (waiting != null) {
                log.debug(
                        "Session {}: dropped {} messages or parts that nobody asked for",
                        session.getId(),
                        waiting.size());
                discard();
            }
        }
    }
}

package io.tidewire.websocket.session;

import io.tidewire.websocket.WebSocketListener;
import io.tidewire.websocket.WebSocketMessage;
import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Operators;

/**
 * Lets messages through to the listener as it asks for them. What one read brought beyond that waits here, up to a
 * bound, and the connection is not read on until it is gone: the client feels TCP's back-pressure.
 */
final class InboundGate implements WebSocketListener.Inbound {

    /** From here on, in bytes, no more messages are decoded: a read of little bytes can inflate to a lot. */
    private static final int ENOUGH = 64 * 1024;

    /** What an empty message costs, in bytes. */
    private static final int MESSAGE = 64;

    private final Transport transport;
    private final EngineSession session;

    // asked for by any thread, not yet seen by the loop
    private final AtomicLong newlyRequested = new AtomicLong();

    // the event loop's
    private long requested;
    private @Nullable ArrayDeque<WebSocketMessage> waiting;
    private long waitingBytes;
    private boolean delivering;
    private boolean discarding;
    private volatile boolean abandoned;
    private @Nullable Runnable whenEmpty;

    InboundGate(Transport transport, EngineSession session) {
        this.transport = transport;
        this.session = session;
    }

    @Override
    public void request(long n) {
        if (n <= 0) {
            throw new IllegalArgumentException("3.9: request(n) takes n > 0, not " + n);
        }
        if (transport.inEventLoop()) {
            requested = Operators.addCap(requested, n);
            deliver();
        } else if (newlyRequested.getAndAccumulate(n, Operators::addCap) == 0) {
            transport.execute(this::onRequested);
        }
    }

    private void onRequested() {
        requested = Operators.addCap(requested, newlyRequested.getAndSet(0));
        deliver();
    }

    /** A message arrived. */
    void accept(WebSocketMessage message) {
        if (discarding) {
            return;
        }
        if (waiting == null && requested > 0 && !delivering) {
            take();
            session.deliver(message);
        } else {
            if (waiting == null) {
                waiting = new ArrayDeque<>();
            }
            waiting.add(message);
            waitingBytes += MESSAGE + message.getPayloadLength();
            if (!delivering) {
                transport.setReading(false);
            }
        }
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
                WebSocketMessage message = waiting.remove();
                waitingBytes -= MESSAGE + message.getPayloadLength();
                if (waiting.isEmpty()) {
                    waiting = null;
                }
                take();
                session.deliver(message);
            }
        } while (waiting == null && session.decodeUnread());
        delivering = false;
        if (waiting == null) {
            empty();
        }
    }

    private void empty() {
        transport.setReading(true);
        if (whenEmpty != null) {
            Runnable next = whenEmpty;
            whenEmpty = null;
            next.run();
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

    /** Whether bytes are read: nothing waits for the listener. */
    boolean isOpen() {
        return waiting == null;
    }

    /** Whether no more messages are to be decoded until those that wait are gone. */
    boolean isFull() {
        return waitingBytes >= ENOUGH;
    }

    /** Drops what waits and what still comes: the application has closed. */
    void discard() {
        discarding = true;
        waiting = null;
        waitingBytes = 0;
        deliver();
    }

    /** Runs a task when the listener has taken all that waits. */
    void whenEmpty(Runnable task) {
        if (waiting == null) {
            task.run();
        } else {
            whenEmpty = task;
        }
    }
}

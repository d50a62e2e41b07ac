package io.tidewire.websocket.session;

import io.tidewire.websocket.WebSocketListener;
import io.tidewire.websocket.WebSocketMessage;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;

/**
 * Paces a client by the bytes that were handed to another thread and are not handled yet: for a listener whose handler
 * works elsewhere. Asks for one message at a time, while less than 64 KiB are on their way; so a slow handler holds that
 * much and one message, however large messages may be.
 */
public final class InboundWindow {

    private static final long ENOUGH = 64 * 1024;

    /** What an empty message costs, in bytes. */
    private static final int MESSAGE = 64;

    private static final AtomicLongFieldUpdater<InboundWindow> HELD =
            AtomicLongFieldUpdater.newUpdater(InboundWindow.class, "held");

    private final WebSocketListener.Inbound inbound;

    /** A message is asked for exactly while this is less than enough. */
    volatile long held; // by its updater only

    /** A window on what comes in, closed yet. */
    public InboundWindow(WebSocketListener.Inbound inbound) {
        this.inbound = inbound;
    }

    /** Asks for the first message; to be called once, by any thread. */
    public void open() {
        inbound.request(1);
    }

    /** A message is on its way to the handler. To be called on the event loop, from within {@code onMessage}. */
    public void taken(WebSocketMessage message) {
        if (HELD.addAndGet(this, cost(message)) < ENOUGH) {
            inbound.request(1);
        }
    }

    /** The handler is done with a message that was taken. Any thread. */
    public void handled(WebSocketMessage message) {
        long cost = cost(message);
        long left = HELD.addAndGet(this, -cost);
        if (left < ENOUGH && left + cost >= ENOUGH) {
            inbound.request(1);
        }
    }

    private static long cost(WebSocketMessage message) {
        return (long) MESSAGE + message.getPayloadLength();
    }
}

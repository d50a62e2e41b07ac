package io.tidewire.websocket.session;

import io.tidewire.websocket.Broadcast;
import io.tidewire.websocket.MessageDroppedException;
import io.tidewire.websocket.WebSocketMessage;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * The one road out: where messages are sent, by any thread, and stay in order. While the network takes what comes, a
 * small one goes straight to the {@link Pump}; otherwise it waits, in the {@link SendQueue}, or in the {@link Inbox} until
 * the event loop looks there.
 */
final class Outbound extends Recipient {

    private final RoadOwner owner;
    private volatile @Nullable DroppedMessages dropped; // from the first one on
    private @Nullable View written;

    Outbound(Transport transport, Pump pump, RoadOwner owner) {
        super(transport, pump);
        this.owner = owner;
    }

    // ---- any thread

    /** Sends a message of its own. */
    Mono<Void> send(WebSocketMessage message) {
        if (goesStraight(message)) {
            pump.write(message);
            return written();
        }
        Outgoing next = outgoing(message);
        if (pass(next)) {
            return next;
        }
        return Mono.error(refuse(next));
    }

    /** The view of a message that never had to wait; one for all of them. */
    private Mono<Void> written() {
        if (written == null) {
            written = new View(this);
        }
        return written;
    }

    /**
     * Sends one message of a stream.
     *
     * @return its view, or {@code null} if it did not have to wait
     */
    @Nullable
    Outgoing sendPart(StreamSender stream, WebSocketMessage message) {
        if (goesStraight(message)) {
            pump.write(message);
            stream.received(message.getPayloadLength(), true);
            if (transport.isWritable()) {
                stream.askForMore();
            }
            return null;
        }
        Outgoing next = new Outgoing(this, message, 0, stream);
        pass(next); // what weighs nothing is never too much
        return next;
    }

    /** Takes part in a broadcast. */
    void sendIn(Broadcast broadcast) {
        Runnable shared = broadcast.onSend(inbox, message -> new SharedMessage(inbox, transport, message));
        ((SharedMessage) shared).add(this);
    }

    /** Puts a message of unknown length in its place in the order, but does not begin yet: a publisher calls this. */
    void sendStream(MessageStream stream) {
        if (!handOver(stream)) {
            owner.onTooSlow();
            Runnable drop = () -> stream.dropped(Outgoing.sessionClosed());
            transport.onLoop(drop, drop);
        }
    }

    /** Whether a message is small and nothing is before it. */
    private boolean goesStraight(WebSocketMessage message) {
        return transport.inEventLoop()
                && message.getPayloadLength() <= MessageWriter.SMALL_PAYLOAD
                && handedOver() == 0
                && pump.isFree();
    }

    /** False if more was handed over than the event loop keeps up with. */
    private boolean pass(Waiting next) {
        // while it pumps nobody knows what the network takes: then a message that may be too much waits for the end of
        // it
        if (transport.inEventLoop() && handedOver() == 0 && (!pump.isRunning() || queue.hasRoomFor(next))) {
            enqueue(next, true);
            pump.run();
            return true;
        }
        return handOver(next);
    }

    @Override
    Outgoing outgoing(WebSocketMessage message) {
        return new Outgoing(this, message, weight(message), null);
    }

    @Override
    RuntimeException refuse(Outgoing next) {
        if (queue.isDropping()) {
            onDropped(next);
            return new MessageDroppedException("The message was dropped: the server is too busy to send it");
        }
        owner.onTooSlow();
        return Outgoing.sessionClosed();
    }

    // ---- event loop

    @Override
    void enqueue(Waiting next, boolean onLoop) {
        if (next instanceof Outgoing part && part.stream != null) {
            part.stream.received(part.payload.length, onLoop);
        }
        if (!queue.hasRoomFor(next)) {
            pump.run(); // the network may take more than it was given
        }
        if (next instanceof Outgoing small && small.payload.length <= MessageWriter.SMALL_PAYLOAD && pump.isFree()) {
            pump.write(small.message);
            small.written();
        } else if (pump.isEnding() // now, since whoever has just heard what the network takes may have closed
                || (next instanceof MessageStream stream && stream.isOver())) {
            next.dropped(Outgoing.sessionClosed());
        } else if (!queue.add(next)) {
            pump.expectEnd(); // no later message may fill the gap that this one leaves
            next.dropped(Outgoing.sessionClosed());
            owner.onTooSlow();
        }
    }

    // ---- numbers: any thread

    /** How much waits, in bytes. */
    long queuedBytes() {
        return handedOver() + queue.bytes();
    }

    /** The policy has dropped a message. */
    void onDropped(Outgoing message) {
        DroppedMessages all = dropped;
        if (all == null) {
            synchronized (this) {
                all = dropped;
                if (all == null) {
                    all = new DroppedMessages(transport, queue.maxBytes(), owner::onDropped);
                    dropped = all;
                }
            }
        }
        all.add(message);
    }

    /** How many messages the policy has dropped. */
    long droppedMessages() {
        DroppedMessages all = dropped;
        return all == null ? 0 : all.count();
    }
}

package io.tidewire.websocket.session;

import io.tidewire.websocket.MessageDroppedException;
import io.tidewire.websocket.SessionClosedException;
import io.tidewire.websocket.WebSocketMessage;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.MonoSink;

/** A message that waits for its turn, and the view of its fate that the sender may look at. Its state is the loop's. */
final class Outgoing extends View implements Waiting {

    private enum State {
        WAITING,
        WRITTEN,
        DROPPED
    }

    final WebSocketMessage message;
    /** The message's, made by the thread that sends. */
    final byte[] payload;
    /** The stream that it is part of, or {@code null} for a message of its own. */
    final @Nullable StreamSender stream;

    private final long weight;
    private State state = State.WAITING;
    private @Nullable RuntimeException why;
    private @Nullable List<MonoSink<Void>> views;

    /**
     * A message on its way.
     *
     * @param weight what it counts against the bound, in bytes; 0 if it is part of a stream
     */
    Outgoing(Outbound road, WebSocketMessage message, long weight, @Nullable StreamSender stream) {
        super(road);
        this.message = message;
        this.payload = message.bytes();
        this.weight = weight;
        this.stream = stream;
    }

    @Override
    public long weight() {
        return weight;
    }

    @Override
    void add(MonoSink<Void> view) {
        switch (state) {
            case WAITING -> {
                if (views == null) {
                    views = new ArrayList<>(1);
                }
                views.add(view);
            }
            case WRITTEN -> super.add(view);
            case DROPPED -> view.error(why == null ? sessionClosed() : why);
        }
    }

    void written() {
        state = State.WRITTEN;
        if (views != null) {
            views.forEach(super::add);
            views = null;
        }
    }

    @Override
    public void dropped(RuntimeException reason) {
        state = State.DROPPED;
        why = reason;
        if (views != null) {
            views.forEach(view -> view.error(reason));
            views = null;
        }
    }

    /** The policy drops it. */
    void tooMuch(String why) {
        road.onDropped(this);
        dropped(new MessageDroppedException("The message was dropped: " + why));
    }

    static SessionClosedException sessionClosed() {
        return new SessionClosedException("The session ended before the message was sent");
    }
}

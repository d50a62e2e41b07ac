package io.tidewire.websocket.session;

import io.tidewire.websocket.SessionClosedException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/** A frame that waits for its turn, and the view of its fate that the sender may look at. Its state is the loop's. */
final class Outgoing extends Mono<Void> {

    private enum State {
        WAITING,
        WRITTEN,
        DROPPED
    }

    final int opcode;
    final byte[] payload;
    /** The stream that it is part of, or {@code null} for a message of its own. */
    final @Nullable StreamSender stream;

    private final Outbound road;
    private State state = State.WAITING;
    private @Nullable List<MonoSink<Void>> views;

    Outgoing(Outbound road, int opcode, byte[] payload, @Nullable StreamSender stream) {
        this.road = road;
        this.opcode = opcode;
        this.payload = payload;
        this.stream = stream;
    }

    @Override
    public void subscribe(CoreSubscriber<? super Void> actual) {
        Mono.<Void>create(view -> road.onLoop(() -> add(view), () -> view.error(sessionClosed())))
                .subscribe(actual);
    }

    /** Completes {@code view} when this frame was handed to the network. */
    void add(MonoSink<Void> view) {
        switch (state) {
            case WAITING -> {
                if (views == null) {
                    views = new ArrayList<>(1);
                }
                views.add(view);
            }
            case WRITTEN -> road.whenWritten(view);
            case DROPPED -> view.error(sessionClosed());
        }
    }

    void written() {
        state = State.WRITTEN;
        if (views != null) {
            views.forEach(road::whenWritten);
            views = null;
        }
    }

    void dropped() {
        state = State.DROPPED;
        if (views != null) {
            views.forEach(view -> view.error(sessionClosed()));
            views = null;
        }
    }

    static SessionClosedException sessionClosed() {
        return new SessionClosedException("The session ended before the message was sent");
    }
}

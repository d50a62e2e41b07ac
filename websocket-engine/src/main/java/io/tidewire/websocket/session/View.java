package io.tidewire.websocket.session;

import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/** What a sender may look at to learn the fate of its message; here that of any message that never had to wait. */
class View extends Mono<Void> {

    final Outbound road;

    View(Outbound road) {
        this.road = road;
    }

    @Override
    public void subscribe(CoreSubscriber<? super Void> actual) {
        Mono.<Void>create(sink -> road.transport.onLoop(() -> add(sink), () -> sink.error(Outgoing.sessionClosed())))
                .subscribe(actual);
    }

    /** Completes {@code sink} when the message was handed to the network; on the event loop. */
    void add(MonoSink<Void> sink) {
        road.pump.whenWritten(sink);
    }
}

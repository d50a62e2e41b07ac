package io.tidewire.websocket.session;

import io.tidewire.websocket.WebSocketMessage;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.MonoSink;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/** Sends what a publisher emits, and asks for more while the network takes more. */
final class StreamSender implements CoreSubscriber<WebSocketMessage> {

    private final Outbound road;
    private final Pump pump;
    private final Transport loop;
    private final MonoSink<Void> result;
    private final Context context;
    private @Nullable Subscription subscription;

    /** The last message that had to wait, of those emitted since one last did not. */
    private @Nullable Outgoing last;

    // the event loop's
    private final Demand demand = new Demand();
    private boolean ended;

    StreamSender(Outbound road, MonoSink<Void> result) {
        this.road = road;
        this.pump = road.pump;
        this.loop = road.transport;
        this.result = result;
        this.context = Context.of(result.contextView());
        result.onDispose(this::cancel);
    }

    /** The subscriber's: without it the publisher would see neither user nor trace. */
    @Override
    public Context currentContext() {
        return context;
    }

    @Override
    public void onSubscribe(Subscription subscription) {
        if (Operators.validate(this.subscription, subscription)) {
            this.subscription = subscription;
            loop.onLoop(this::begin, this::sessionClosed);
        }
    }

    private void begin() {
        if (ended) {
            cancelPublisher(); // it comes too late
        } else {
            pump.join(this);
        }
    }

    @Override
    public void onNext(WebSocketMessage message) {
        last = road.sendPart(this, message);
    }

    @Override
    public void onError(Throwable failure) {
        loop.onLoop(
                () -> {
                    ended = true;
                    pump.leave(this);
                    result.error(failure);
                },
                () -> result.error(failure));
    }

    @Override
    public void onComplete() {
        loop.onLoop(
                () -> {
                    ended = true;
                    pump.leave(this);
                    if (last == null) {
                        pump.whenWritten(result);
                    } else {
                        last.add(result);
                    }
                },
                () -> result.error(Outgoing.sessionClosed()));
    }

    /** One of the messages that were asked for is on the road: see {@link Demand#received}. */
    void received(int length, boolean onLoop) {
        demand.received(length, onLoop);
    }

    /** The network takes more. */
    void askForMore() {
        if (!ended && subscription != null) {
            demand.askForMore(subscription);
        }
    }

    void sessionClosed() {
        if (!ended) {
            ended = true;
            cancelPublisher();
            result.error(Outgoing.sessionClosed());
        }
    }

    private void cancelPublisher() {
        if (subscription != null) {
            subscription.cancel();
        }
    }

    /** The one who subscribed is no longer interested, or has its result. */
    private void cancel() {
        loop.onLoop(
                () -> {
                    pump.leave(this);
                    if (!ended) {
                        ended = true;
                        cancelPublisher();
                    }
                },
                () -> {});
    }
}

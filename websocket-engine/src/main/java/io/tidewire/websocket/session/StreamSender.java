package io.tidewire.websocket.session;

import io.tidewire.websocket.WebSocketMessage;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.MonoSink;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/**
 * Sends what a publisher emits and asks for more while the network takes more. Asks for several small messages at a
 * time if they come from another thread.
 */
final class StreamSender implements CoreSubscriber<WebSocketMessage> {

    /** How many small messages are asked for where each one more would cost a hop between threads. */
    private static final int WINDOW = 32;

    private static final int SMALL_MESSAGE = 4 * 1024;

    private final Outbound road;
    private final MonoSink<Void> result;
    private final Context context;
    private @Nullable Subscription subscription;

    // the event loop's
    private int window = 1;
    private int asked;
    private boolean ended;

    StreamSender(Outbound road, MonoSink<Void> result) {
        this.road = road;
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
            road.onLoop(this::begin, this::sessionClosed);
        }
    }

    private void begin() {
        if (ended) {
            cancelPublisher(); // it comes too late
        } else {
            road.join(this);
        }
    }

    @Override
    public void onNext(WebSocketMessage message) {
        road.sendPart(this, message);
    }

    @Override
    public void onError(Throwable failure) {
        road.onLoop(
                () -> {
                    ended = true;
                    road.leave(this);
                    result.error(failure);
                },
                () -> result.error(failure));
    }

    @Override
    public void onComplete() {
        road.onLoop(
                () -> {
                    ended = true;
                    road.leave(this);
                    road.whenDone(result);
                },
                () -> result.error(Outgoing.sessionClosed()));
    }

    /**
     * One of the messages that were asked for is on the road.
     *
     * @param onLoop whether the publisher emits on the event loop. Then one message is asked for at a time: it costs next
     *     to nothing, and what follows a small message may be large
     */
    void received(int length, boolean onLoop) {
        asked--;
        window = onLoop || length > SMALL_MESSAGE ? 1 : WINDOW;
    }

    /** The network takes more. */
    void askForMore() {
        if (!ended && subscription != null && asked <= window / 2) {
            int more = window - asked;
            asked = window;
            subscription.request(more);
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
        road.onLoop(
                () -> {
                    road.leave(this);
                    if (!ended) {
                        ended = true;
                        cancelPublisher();
                    }
                },
                () -> {});
    }
}

package io.tidewire.websocket.session;

import io.tidewire.websocket.CloseStatus;
import io.tidewire.websocket.WebSocketListener;
import io.tidewire.websocket.WebSocketMessage;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Operators;

/**
 * What a session receives as a stream: one subscriber, on the event loop, no faster than it asks. Completes when the
 * connection has ended, however it did. A subscriber that cancels loses the rest; the session lives on.
 *
 * <p>To be subscribed to from {@link #onOpen} on.
 *
 * @param <T> what the stream emits
 */
public final class InboundFlux<T> extends Flux<T> implements WebSocketListener {

    private final Function<WebSocketMessage, T> onMessage;
    private final @Nullable Function<byte[], T> onPong;

    private @Nullable Inbound inbound;
    private final AtomicBoolean taken = new AtomicBoolean();
    private final AtomicBoolean completed = new AtomicBoolean();
    private volatile @Nullable CoreSubscriber<? super T> subscriber;
    private volatile boolean subscribed;
    private volatile boolean closed;

    /**
     * A stream of what these functions make of messages and pongs.
     *
     * @param onPong {@code null} to leave pongs out. A pong that nobody asks for at the moment is dropped
     */
    public InboundFlux(Function<WebSocketMessage, T> onMessage, @Nullable Function<byte[], T> onPong) {
        this.onMessage = onMessage;
        this.onPong = onPong;
    }

    /** A stream of the messages as they are. */
    public static InboundFlux<WebSocketMessage> ofMessages() {
        return new InboundFlux<>(message -> message, null);
    }

    @Override
    public void onOpen(Inbound opened) {
        inbound = opened;
    }

    @Override
    public void subscribe(CoreSubscriber<? super T> actual) {
        if (!taken.compareAndSet(false, true)) {
            Operators.error(actual, new IllegalStateException("A session's messages have one subscriber only"));
            return;
        }
        subscriber = actual;
        actual.onSubscribe(new Demand());
        subscribed = true;
        if (closed) {
            complete();
        }
    }

    @Override
    public void onMessage(WebSocketMessage message) {
        CoreSubscriber<? super T> actual = subscriber;
        if (actual != null) {
            actual.onNext(onMessage.apply(message));
        }
    }

    @Override
    public void onPong(byte[] payload) {
        CoreSubscriber<? super T> actual = subscriber;
        if (actual != null && onPong != null && Objects.requireNonNull(inbound).tryTake()) {
            actual.onNext(onPong.apply(payload));
        }
    }

    @Override
    public void onClose(CloseStatus status) {
        closed = true;
        if (subscribed) {
            complete();
        }
    }

    private void complete() {
        CoreSubscriber<? super T> actual = subscriber;
        if (actual != null && completed.compareAndSet(false, true)) {
            actual.onComplete();
        }
    }

    private final class Demand implements Subscription {

        @Override
        public void request(long n) {
            if (Operators.validate(n)) {
                Objects.requireNonNull(inbound, "subscribed to before onOpen").request(n);
            }
        }

        @Override
        public void cancel() {
            subscriber = null;
            // what nobody wants must not hold up control frames
            Objects.requireNonNull(inbound, "subscribed to before onOpen").request(Long.MAX_VALUE);
        }
    }
}

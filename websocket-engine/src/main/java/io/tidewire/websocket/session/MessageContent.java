package io.tidewire.websocket.session;

import io.tidewire.websocket.MessagePart;
import io.tidewire.websocket.StreamedMessage;
import io.tidewire.websocket.WebSocketListener;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Operators;

/**
 * One message as a stream of its parts. Asks for one part at a time, and so for none beyond its last: the next message is
 * not its concern. What nobody wants it still asks for, and throws away.
 *
 * <p>Parts come and fail on the event loop; the subscriber asks and cancels on any thread, and what it gets is emitted on
 * either, one signal at a time.
 */
final class MessageContent extends Flux<byte[]> implements StreamedMessage {

    private final boolean text;
    private final WebSocketListener.Inbound inbound;
    private final Runnable whenOver;

    private final AtomicBoolean taken = new AtomicBoolean();
    private final AtomicLong demand = new AtomicLong();
    private final AtomicInteger signals = new AtomicInteger();
    private volatile @Nullable CoreSubscriber<? super byte[]> subscriber;
    private volatile @Nullable MessagePart arrived;
    private volatile @Nullable Throwable failure;
    private volatile boolean unwanted;

    // whoever works off the signals
    private boolean asked = true;
    private boolean over;

    /**
     * The content of a message.
     *
     * @param first its first part
     * @param whenOver runs once, on any thread, when its last part was emitted or thrown away
     */
    MessageContent(MessagePart first, WebSocketListener.Inbound inbound, Runnable whenOver) {
        this.text = first.isText();
        this.arrived = first;
        this.inbound = inbound;
        this.whenOver = whenOver;
    }

    @Override
    public boolean isText() {
        return text;
    }

    @Override
    public Flux<byte[]> content() {
        return this;
    }

    @Override
    public void subscribe(CoreSubscriber<? super byte[]> actual) {
        if (!taken.compareAndSet(false, true)) {
            Operators.error(
                    actual,
                    new IllegalStateException(
                            "A message's content has one subscriber only, and none when its handler has completed"));
            return;
        }
        actual.onSubscribe(new Demand());
        subscriber = actual;
        signal();
    }

    /** The next part, which was asked for. */
    void accept(MessagePart part) {
        arrived = part;
        signal();
    }

    /** No more parts will come. */
    void fail(Throwable why) {
        failure = why;
        signal();
    }

    /** Nobody will subscribe any more: throws the content away unless somebody has. */
    void release() {
        if (taken.compareAndSet(false, true)) {
            unwanted = true;
            signal();
        }
    }

    private void signal() {
        if (signals.getAndIncrement() > 0) {
            return; // whoever works them off sees this one, too
        }
        int seen = 1;
        do {
            work();
            seen = signals.addAndGet(-seen);
        } while (seen > 0);
    }

    private void work() {
        if (unwanted) {
            subscriber = null; // 3.13: whoever has cancelled is not kept
        }
        while (!over) {
            Throwable failed = failure; // looked at before the part that may have come ahead of it
            MessagePart part = arrived;
            if (part != null) {
                if (!take(part)) {
                    return;
                }
            } else if (failed != null) {
                if (!unwanted && subscriber == null) {
                    return;
                }
                over = true;
                if (!unwanted && subscriber != null) {
                    subscriber.onError(failed);
                }
            } else if (!asked && (unwanted || demand.get() > 0)) {
                asked = true;
                inbound.request(1);
            } else {
                return;
            }
        }
    }

    /** Emits a part or throws it away; false if it has to wait. */
    private boolean take(MessagePart part) {
        CoreSubscriber<? super byte[]> actual = subscriber;
        boolean empty = part.bytes().length == 0;
        if (!unwanted && (actual == null || (!empty && demand.get() == 0))) {
            return false;
        }
        arrived = null;
        asked = false;
        if (!unwanted && actual != null && !empty) {
            actual.onNext(part.bytes());
            demand.updateAndGet(left -> left == Long.MAX_VALUE ? left : left - 1);
        }
        if (part.isLast()) {
            over = true;
            if (!unwanted && actual != null) {
                actual.onComplete();
            }
            whenOver.run();
        }
        return true;
    }

    private final class Demand implements Subscription {

        @Override
        public void request(long n) {
            if (Operators.validate(n)) {
                demand.getAndAccumulate(n, Operators::addCap);
                signal();
            }
        }

        @Override
        public void cancel() {
            unwanted = true;
            signal();
        }
    }
}

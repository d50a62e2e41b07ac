package io.tidewire.websocket.session;

import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.MonoSink;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/**
 * One message whose content a publisher emits (RFC 6455, section 5.4): asks for more while the network takes more, and
 * holds a fragment of it at a time.
 */
final class MessageStream implements CoreSubscriber<byte[]>, Waiting {

    private final Outbound road;
    private final Pump pump;
    private final Transport loop;
    private final MonoSink<Void> result;
    private final Context context;
    private @Nullable Subscription publisher;

    /** Signals on their way to the event loop: none that is emitted there may overtake them. */
    private final AtomicInteger hops = new AtomicInteger();

    // the event loop's
    private final Fragments fragments;
    private final Demand demand = new Demand();
    private final ArrayDeque<byte[]> pieces = new ArrayDeque<>(1);
    private int taken; // of the first piece
    private boolean complete;
    private boolean over;

    MessageStream(Outbound road, Fragments fragments, MonoSink<Void> result) {
        this.road = road;
        this.pump = road.pump;
        this.loop = road.transport;
        this.fragments = fragments;
        this.result = result;
        this.context = Context.of(result.contextView());
        result.onDispose(this::cancelled);
    }

    // ---- the publisher's side, any thread

    /** The subscriber's: without it the publisher would see neither user nor trace. */
    @Override
    public Context currentContext() {
        return context;
    }

    @Override
    public void onSubscribe(Subscription subscription) {
        if (Operators.validate(publisher, subscription)) {
            publisher = subscription;
            road.sendStream(this);
        }
    }

    @Override
    public void onNext(byte[] piece) {
        boolean onLoop = loop.inEventLoop();
        inOrder(
                () -> {
                    demand.received(piece.length, onLoop);
                    if (!over) {
                        pieces.add(piece);
                        pump.runLater();
                    }
                },
                () -> {});
    }

    @Override
    public void onComplete() {
        inOrder(
                () -> {
                    complete = true;
                    pump.runLater();
                },
                () -> result.error(Outgoing.sessionClosed()));
    }

    /** Runs a signal on the event loop, behind those before it: a publisher may change threads between two. */
    private void inOrder(Runnable signal, Runnable ifEnded) {
        if (hops.get() == 0 && loop.inEventLoop()) {
            signal.run();
            return;
        }
        hops.incrementAndGet();
        boolean isTaken = loop.execute(() -> {
            hops.decrementAndGet();
            signal.run();
        });
        if (!isTaken) {
            ifEnded.run();
        }
    }

    @Override
    public void onError(Throwable failure) {
        loop.onLoop(() -> end(() -> result.error(failure)), () -> result.error(failure));
    }

    /** The one who subscribed is no longer interested, or has its result. */
    private void cancelled() {
        loop.onLoop(() -> end(() -> {}), () -> {});
    }

    // ---- the road's side, on the event loop

    /** Of its content next to nothing is here, but there may be many like it. */
    @Override
    public long weight() {
        return SendQueue.OVERHEAD;
    }

    boolean isOver() {
        return over;
    }

    /** Whether a fragment of it is on its way: then it is to be finished, and cannot be taken back. */
    boolean hasBegun() {
        return fragments.haveBegun();
    }

    /**
     * Its turn: sends a fragment, if there is one to send.
     *
     * @return false if nothing is to be done before the publisher emits more
     */
    boolean goOn() {
        gather();
        if (over) {
            return false;
        }
        if (isAtEnd()) {
            fragments.writeLast(); // first: if that fails, whoever waits is told when the session ends
            over = true;
            pump.endOf(this);
            pump.whenWritten(result);
            return true;
        }
        // a publisher that pauses may pause for long: the client gets what there is
        return fragments.write();
    }

    /** Fills the fragment, as far as the publisher has something to fill it with. */
    private void gather() {
        while (!over && !fragments.isFull()) {
            byte[] piece = pieces.peek();
            if (piece == null) {
                if (complete || !isAnswered()) {
                    return;
                }
            } else {
                taken += fragments.take(piece, taken);
                if (taken == piece.length) {
                    pieces.remove();
                    taken = 0;
                }
            }
        }
    }

    /** Asks the publisher for more, and tells whether that had an effect at once. */
    private boolean isAnswered() {
        if (publisher != null) {
            demand.askForMore(publisher);
        }
        return complete || !pieces.isEmpty();
    }

    private boolean isAtEnd() {
        return complete && pieces.isEmpty();
    }

    /** It is not to go on, for a reason of the application's. */
    private void end(Runnable tell) {
        if (!over) {
            stop();
            pump.abandon(this, tell);
        }
    }

    /** The session has ended, or is closing and this has not begun. */
    @Override
    public void dropped(RuntimeException why) {
        boolean isNews = !over;
        stop(); // even if it is none: a publisher may come after the end
        if (isNews) {
            result.error(why);
        }
    }

    private void stop() {
        over = true;
        pieces.clear();
        if (publisher != null) {
            publisher.cancel();
        }
    }
}

package io.tidewire.websocket.fuzz;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import reactor.core.publisher.Operators;

/** A publisher that emits as soon as it is asked to, or when the scenario says so, on any thread. */
final class SendingSource<T> implements Publisher<T>, Subscription {

    /** What it emits. */
    interface Emission<T> {

        T next();

        /** Around the emission. */
        void emitted(T item, Runnable emission);

        void ended(boolean whole);
    }

    private final Emission<T> emission;
    private final boolean eager;
    private final boolean fails;
    private final Runnable whenAsked;
    private int left;
    private long requested;
    private boolean emitting;
    private boolean over;
    private @Nullable Subscriber<? super T> subscriber;

    SendingSource(int count, boolean eager, boolean fails, Emission<T> emission, Runnable whenAsked) {
        this.left = count;
        this.eager = eager;
        this.fails = fails;
        this.emission = emission;
        this.whenAsked = whenAsked;
    }

    @Override
    public void subscribe(Subscriber<? super T> actual) {
        subscriber = actual;
        actual.onSubscribe(this);
        emitEagerly();
    }

    @Override
    public void request(long n) {
        assertPositive(n);
        requested = Operators.addCap(requested, n);
        whenAsked.run();
        emitEagerly();
    }

    private static void assertPositive(long n) {
        if (n <= 0) {
            throw new AssertionError("3.9: asked for " + n);
        }
    }

    @Override
    public void cancel() {
        over = true;
    }

    /** Whether nothing more comes of it. */
    boolean isOver() {
        return over || subscriber == null;
    }

    private void emitEagerly() {
        if (eager && !emitting) {
            emitting = true;
            while (step()) {}
            emitting = false;
        }
    }

    /** The next signal, unless it is not its time. */
    void emit() {
        if (!emitting) {
            emitting = true;
            step();
            emitting = false;
        }
    }

    /** Nothing more than its end comes. */
    void finish() {
        if (!emitting) {
            left = 0;
            emit();
        }
    }

    private boolean step() {
        Subscriber<? super T> actual = subscriber;
        if (over || actual == null) {
            return false;
        }
        if (left == 0) {
            over = true;
            emission.ended(!fails);
            if (fails) {
                actual.onError(new IllegalStateException("meant to fail"));
            } else {
                actual.onComplete();
            }
            return false;
        }
        if (requested == 0) {
            return false;
        }
        requested -= requested == Long.MAX_VALUE ? 0 : 1;
        left--;
        T item = emission.next();
        emission.emitted(item, () -> actual.onNext(item));
        return true;
    }
}

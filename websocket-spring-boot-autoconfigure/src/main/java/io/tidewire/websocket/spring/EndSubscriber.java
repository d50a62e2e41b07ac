package io.tidewire.websocket.spring;

import io.tidewire.websocket.CloseStatus;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Operators;

/** Hears of the end of a session. As small as can be: every open session holds some. */
abstract class EndSubscriber implements CoreSubscriber<CloseStatus> {

    /** The session has ended; on its event loop. */
    abstract void onEnd();

    @Override
    public final void onSubscribe(Subscription subscription) {
        subscription.request(Long.MAX_VALUE);
    }

    @Override
    public final void onNext(CloseStatus status) {
        try {
            onEnd();
        } catch (Throwable failure) { // of no concern to whom else the session tells
            Operators.onErrorDropped(failure, currentContext());
        }
    }

    @Override
    public final void onError(Throwable failure) {
        Operators.onErrorDropped(failure, currentContext());
    }

    @Override
    public final void onComplete() {}
}

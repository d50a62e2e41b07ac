package io.tidewire.websocket.fuzz;

import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

/** What somebody who has sent something is told. */
final class SendingView {

    private final Runnable whenTold;
    private @Nullable Disposable subscription;
    private boolean cancelled;
    private int completions;
    private int failures;

    @Nullable
    Throwable failure;

    SendingView(Runnable whenTold) {
        this.whenTold = whenTold;
    }

    void subscribe(Mono<Void> result) {
        subscription = result.subscribe(
                nothing -> {},
                why -> {
                    failures++;
                    failure = why;
                    whenTold.run();
                },
                () -> {
                    completions++;
                    whenTold.run();
                });
    }

    void cancel() {
        if (subscription != null && !isTold()) {
            cancelled = true;
            subscription.dispose();
        }
    }

    boolean isTold() {
        return completions + failures > 0;
    }

    boolean isCompleted() {
        return completions > 0;
    }

    boolean isFailed() {
        return failures > 0;
    }

    /** Whether it was told once, or does not want to know. */
    boolean isOver() {
        return cancelled ? completions + failures == 0 : completions + failures == 1;
    }
}

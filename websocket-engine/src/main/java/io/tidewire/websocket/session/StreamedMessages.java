package io.tidewire.websocket.session;

import io.tidewire.websocket.CloseStatus;
import io.tidewire.websocket.MessagePart;
import io.tidewire.websocket.SessionClosedException;
import io.tidewire.websocket.StreamedMessage;
import io.tidewire.websocket.WebSocketListener;
import io.tidewire.websocket.WebSocketMessage;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;

/**
 * Has each message handled while it arrives, one after the other: the next one begins when the handler of the one before
 * has completed and all its content was received. Content that a handler has not subscribed to by then is thrown away.
 */
public final class StreamedMessages implements WebSocketListener {

    private final Function<? super StreamedMessage, ? extends Publisher<?>> handler;
    private final Consumer<? super Throwable> whenFailed;

    private @Nullable Inbound inbound;
    private @Nullable MessageContent receiving;

    /**
     * A listener.
     *
     * @param handler called on the event loop, must not block. What it returns is subscribed to at once; its elements are
     *     thrown away
     * @param whenFailed told when a handler has failed, on any thread; to end the session, since no message is handled
     *     after that
     */
    public StreamedMessages(
            Function<? super StreamedMessage, ? extends Publisher<?>> handler, Consumer<? super Throwable> whenFailed) {
        this.handler = handler;
        this.whenFailed = whenFailed;
    }

    @Override
    public boolean takesParts() {
        return true;
    }

    @Override
    public void onOpen(Inbound opened) {
        inbound = opened;
        opened.request(1);
    }

    @Override
    public void onMessage(WebSocketMessage message) {
        throw new IllegalStateException("takes messages in parts");
    }

    @Override
    public void onPart(MessagePart part) {
        MessageContent content = receiving;
        if (content == null) {
            new Turn(part).begin();
        } else {
            receiving = part.isLast() ? null : content;
            content.accept(part);
        }
    }

    @Override
    public void onClose(CloseStatus status) {
        if (receiving != null) {
            receiving.fail(
                    new SessionClosedException("The session has ended with " + status.getCode() + " amid a message"));
            receiving = null;
        }
    }

    /** The time in which one message is handled: until its content is over and its handler has completed. */
    private final class Turn extends BaseSubscriber<Object> {

        private final MessageContent content;
        private final boolean whole;
        private final AtomicInteger running = new AtomicInteger(2);

        Turn(MessagePart first) {
            content = new MessageContent(first, Objects.requireNonNull(inbound), this::ended);
            whole = first.isLast();
        }

        void begin() {
            receiving = whole ? null : content;
            Publisher<?> handling;
            try {
                handling = Objects.requireNonNull(handler.apply(content), "a handler returned null");
            } catch (Throwable failure) {
                handling = Flux.error(failure);
            }
            handling.subscribe(this);
        }

        @Override
        protected void hookOnComplete() {
            content.release();
            ended();
        }

        @Override
        protected void hookOnError(Throwable failure) {
            content.release();
            whenFailed.accept(failure);
        }

        private void ended() {
            if (running.decrementAndGet() == 0) {
                Objects.requireNonNull(inbound).request(1);
            }
        }
    }
}

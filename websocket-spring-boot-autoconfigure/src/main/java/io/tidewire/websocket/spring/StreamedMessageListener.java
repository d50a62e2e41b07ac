package io.tidewire.websocket.spring;

import io.tidewire.websocket.CloseStatus;
import io.tidewire.websocket.MessagePart;
import io.tidewire.websocket.StreamedMessage;
import io.tidewire.websocket.WebSocketListener;
import io.tidewire.websocket.WebSocketMessage;
import io.tidewire.websocket.WebSocketSession;
import io.tidewire.websocket.session.StreamedMessages;
import java.util.concurrent.Executor;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.util.context.ContextView;

/** Has a handler called for each message of one connection while it arrives; its failure ends the session. */
final class StreamedMessageListener implements WebSocketListener {

    /** Parts on their way to a worker: 64 KiB. */
    private static final int WORKER_WINDOW = 4;

    private final StreamedMessages messages;

    /**
     * The listener of one connection.
     *
     * @param worker where the handler runs and receives, or {@code null} for the event loop
     * @param handler returns what is subscribed to, with the context, before the next message is begun
     */
    StreamedMessageListener(
            WebSocketSession session,
            ContextView context,
            @Nullable Executor worker,
            BiFunction<WebSocketSession, StreamedMessage, Publisher<?>> handler) {
        HandlerOutcome outcome = new HandlerOutcome(session, context);
        Scheduler scheduler = worker == null ? null : Schedulers.fromExecutor(worker);
        messages = new StreamedMessages(
                message -> {
                    Flux<?> handling = scheduler == null
                            ? Flux.defer(() -> handler.apply(session, message))
                            : Flux.defer(() -> handler.apply(session, new OnWorker(message, scheduler)))
                                    .subscribeOn(scheduler);
                    return handling.contextWrite(context);
                },
                outcome::onError);
    }

    /** A message whose content is received on a worker. */
    private record OnWorker(StreamedMessage message, Scheduler scheduler) implements StreamedMessage {

        @Override
        public boolean isText() {
            return message.isText();
        }

        @Override
        public Flux<byte[]> content() {
            return message.content().publishOn(scheduler, WORKER_WINDOW);
        }
    }

    @Override
    public boolean takesParts() {
        return messages.takesParts();
    }

    @Override
    public void onOpen(Inbound inbound) {
        messages.onOpen(inbound);
    }

    @Override
    public void onMessage(WebSocketMessage message) {
        messages.onMessage(message);
    }

    @Override
    public void onPart(MessagePart part) {
        messages.onPart(part);
    }

    @Override
    public void onClose(CloseStatus status) {
        messages.onClose(status);
    }
}

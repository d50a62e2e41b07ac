package io.tidewire.websocket.spring;

import io.tidewire.websocket.CloseStatus;
import io.tidewire.websocket.WebSocketListener;
import io.tidewire.websocket.WebSocketMessage;
import io.tidewire.websocket.WebSocketSession;
import io.tidewire.websocket.session.InboundFlux;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.util.context.ContextView;

/** Joins one connection to a {@link StreamMethod}: what it returns is subscribed to by the session itself. */
final class StreamListener implements WebSocketListener {

    private static final int WORKER_WINDOW = 16;

    private final StreamMethod method;
    private final Object bean;
    private final WebSocketSession session;
    private final ContextView context;
    private final @Nullable Executor worker;
    private final InboundFlux<Object> received;

    /**
     * The listener of one connection.
     *
     * @param worker where the method runs and receives, or {@code null} for the event loop
     */
    StreamListener(
            StreamMethod method,
            Object bean,
            WebSocketSession session,
            ContextView context,
            @Nullable Executor worker) {
        this.method = method;
        this.bean = bean;
        this.session = session;
        this.context = context;
        this.worker = worker;
        this.received = new InboundFlux<>(method.input()::decode, null);
    }

    @Override
    public void onOpen(Inbound inbound) {
        received.onOpen(inbound);
        Mono<Void> outcome;
        if (worker == null) {
            outcome = handle(received);
        } else {
            Scheduler scheduler = Schedulers.fromExecutor(worker);
            outcome = Mono.defer(() -> handle(received.publishOn(scheduler, WORKER_WINDOW)))
                    .subscribeOn(scheduler);
        }
        outcome.subscribe(new HandlerOutcome(session, context));
    }

    private Mono<Void> handle(Flux<?> input) {
        Publisher<?> returned;
        try {
            returned = method.invoke(bean, input, session);
        } catch (Throwable failure) {
            return Mono.error(failure);
        }
        return method.output() == null
                ? Flux.from(returned).then()
                : session.send(method.output().encode(returned));
    }

    @Override
    public void onMessage(WebSocketMessage message) {
        if (method.input().accepts(message)) {
            received.onMessage(message);
        } else {
            session.close(CloseStatus.NOT_ACCEPTABLE.withReason(method.input().expected() + " messages only"));
        }
    }

    @Override
    public void onClose(CloseStatus status) {
        received.onClose(status);
    }
}

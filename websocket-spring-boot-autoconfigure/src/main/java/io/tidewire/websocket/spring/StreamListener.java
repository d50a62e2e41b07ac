package io.tidewire.websocket.spring;

import io.tidewire.websocket.CloseStatus;
import io.tidewire.websocket.WebSocketMessage;
import io.tidewire.websocket.session.InboundFlux;
import io.tidewire.websocket.spring.HandlerMethods.ConnectionArguments;
import java.util.Objects;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

/** Joins one connection to a {@link StreamMethod}: what it returns is subscribed to by the session itself. */
final class StreamListener extends MethodListener {

    /** Messages on their way to a worker. */
    private static final int WORKER_WINDOW = 2;

    private final StreamMethod stream;
    private final PayloadCodec codec;
    private final Executor worker;
    private final InboundFlux<Object> received;

    StreamListener(
            AnnotatedHandler handler,
            Object bean,
            SocketSession session,
            ConnectionArguments arguments,
            ContextView context,
            Executor worker) {
        super(handler, bean, session, arguments, context, worker);
        this.stream = Objects.requireNonNull(handler.methods().stream());
        this.codec = handler.codec();
        this.worker = worker;
        this.received = new InboundFlux<>(stream.method().onLoop() ? stream::decode : message -> message, null);
    }

    @Override
    public void onOpen(Inbound opened) {
        received.onOpen(opened);
        super.onOpen(opened);
        calls().add(new Start());
    }

    @Override
    public void onMessage(WebSocketMessage message) {
        if (!stream.input().fits(message)) {
            refuse(UnacceptableMessageException.expected(stream.input().expected()));
            return;
        }
        try {
            received.onMessage(message);
        } catch (InvalidPayloadException invalid) {
            refuse(invalid);
        }
    }

    /** It was none of those that the stream has asked for: when that is dealt with, another one may come. */
    private void refuse(Throwable failure) {
        calls().add(new FailedCall(failure, false) {

            @Override
            public void ended() {
                super.ended();
                inbound().request(1);
            }
        });
    }

    /** The messages as payloads, on a worker. */
    private Flux<Object> decoded(Flux<Object> messages) {
        return messages.handle((message, sink) -> {
            try {
                sink.next(stream.decode((WebSocketMessage) message));
            } catch (InvalidPayloadException invalid) {
                fail(invalid, false); // and the stream asks for another one
            }
        });
    }

    @Override
    public void onClose(CloseStatus status) {
        received.onClose(status);
        super.onClose(status);
    }

    /** Calls the method, where it belongs, when the one for the open connection has ended. */
    private final class Start extends MethodCall {

        Start() {
            super(stream.method(), null, true);
        }

        @Override
        public @Nullable Mono<Void> run() throws Throwable {
            Flux<Object> input =
                    onLoop() ? received : decoded(received.publishOn(Schedulers.fromExecutor(worker), WORKER_WINDOW));
            Object returned = invoke(stream.method(), stream.adapter().fromPublisher(input));
            Publisher<?> publisher =
                    returned == null ? null : stream.method().result().publisherOf(returned);
            if (publisher == null) {
                throw new IllegalStateException(stream.method() + " returned null instead of a publisher");
            }
            Publisher<? extends WebSocketMessage> messages = stream.messages(publisher, codec);
            Mono<Void> outcome = messages == null ? Flux.from(publisher).then() : session.send(messages);
            outcome.subscribe(new Outcome());
            return null;
        }
    }

    /** Ends the session when the method's publisher has ended: with 1000, or as its failure demands. */
    private final class Outcome implements CoreSubscriber<Void> {

        @Override
        public Context currentContext() {
            return Context.of(context());
        }

        @Override
        public void onSubscribe(Subscription subscription) {
            subscription.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(Void nothing) {}

        @Override
        public void onError(Throwable failure) {
            fail(failure, true);
        }

        @Override
        public void onComplete() {
            if (session.isOpen()) {
                session.close(CloseStatus.NORMAL);
            }
        }
    }
}

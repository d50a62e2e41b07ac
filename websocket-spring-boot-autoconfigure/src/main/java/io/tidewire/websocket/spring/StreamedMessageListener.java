package io.tidewire.websocket.spring;

import io.tidewire.websocket.CloseStatus;
import io.tidewire.websocket.MessagePart;
import io.tidewire.websocket.StreamedMessage;
import io.tidewire.websocket.WebSocketMessage;
import io.tidewire.websocket.session.StreamedMessages;
import io.tidewire.websocket.spring.HandlerMethods.ConnectionArguments;
import java.util.Objects;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.core.scheduler.Schedulers;
import reactor.util.context.ContextView;

/** Calls a method for each message of one connection while it arrives; its failure ends the session. */
final class StreamedMessageListener extends MethodListener {

    /** Parts on their way to a worker: 64 KiB. */
    private static final int WORKER_WINDOW = 4;

    private final SocketMethod method;
    private final PayloadCodec codec;
    private final StreamedMessages messages;
    private boolean started;

    StreamedMessageListener(
            AnnotatedHandler handler,
            Object bean,
            SocketSession session,
            ConnectionArguments arguments,
            ContextView context,
            Executor worker) {
        super(handler, bean, session, arguments, context, worker);
        this.method = Objects.requireNonNull(handler.methods().streamed());
        this.codec = handler.codec();
        this.messages = new StreamedMessages(this::handle, failure -> fail(failure, true));
    }

    @Override
    public boolean takesParts() {
        return true;
    }

    @Override
    public void onOpen(Inbound opened) {
        super.onOpen(opened);
        calls().add(new Start());
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
        if (started) {
            messages.onClose(status);
        }
        super.onClose(status);
    }

    private Publisher<?> handle(StreamedMessage message) {
        return Mono.create(
                handled -> calls().add(new MessageCall(method.onLoop() ? message : new OnWorker(message), handled)));
    }

    /** The method at work on one message, in its turn like any other. */
    private final class MessageCall implements CallQueue.Call {

        private final StreamedMessage message;
        private final MonoSink<Object> handled;

        MessageCall(StreamedMessage message, MonoSink<Object> handled) {
            this.message = message;
            this.handled = handled;
        }

        @Override
        public boolean onLoop() {
            return method.onLoop();
        }

        @Override
        public Mono<Void> run() {
            return outcome(message).contextWrite(context());
        }

        @Override
        public boolean failed(Throwable failure) {
            handled.error(failure);
            return false;
        }

        @Override
        public void ended() {
            handled.success();
        }
    }

    /** Ends when what the method has returned was sent. */
    private Mono<Void> outcome(StreamedMessage message) {
        try {
            Object returned = invoke(method, message);
            MethodResult result = method.result();
            Publisher<?> publisher = returned == null ? null : result.publisherOf(returned);
            if (publisher == null) {
                return returned == null || result.isVoid() ? Mono.empty() : session.sendPayload(returned);
            }
            return result.isVoid()
                    ? Flux.from(publisher).then()
                    : session.send(Flux.from(publisher).map(codec::encode));
        } catch (Throwable failure) {
            return Mono.error(failure);
        }
    }

    /** The first message is asked for when the method for the open connection has ended. */
    private final class Start implements CallQueue.Call {

        @Override
        public boolean onLoop() {
            return true;
        }

        @Override
        public @Nullable Mono<Void> run() {
            started = true;
            messages.onOpen(inbound());
            return null;
        }

        @Override
        public boolean failed(Throwable failure) {
            fail(failure, true);
            return false;
        }
    }

    /**
     * A message whose content is received off the event loop; and not on the worker, all of whose threads may be waiting
     * for just that.
     */
    private record OnWorker(StreamedMessage message) implements StreamedMessage {

        @Override
        public boolean isText() {
            return message.isText();
        }

        @Override
        public Flux<byte[]> content() {
            return message.content().publishOn(Schedulers.boundedElastic(), WORKER_WINDOW);
        }
    }
}

package io.tidewire.websocket.spring;

import io.tidewire.websocket.CloseStatus;
import io.tidewire.websocket.SessionClosedException;
import io.tidewire.websocket.WebSocketListener;
import io.tidewire.websocket.spring.HandlerMethods.ConnectionArguments;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.context.ContextView;

/**
 * Calls the annotated methods of one connection's handler, in order, and sends what they return. What concerns messages
 * is its subclasses'.
 */
abstract class MethodListener implements WebSocketListener {

    /** A client that has methods push more streams than this at a time is closed with 1008. */
    private static final int MOST_PUSHES = 1_000;

    /** Pongs are not asked for, so a flood of them has to end somewhere. */
    private static final int MOST_PENDING_WITH_PONGS = 2_000;

    /** How long the end of a connection waits for what its methods have returned. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final AnnotatedHandler handler;
    private final Object bean;
    private final ConnectionArguments arguments;
    private final ContextView context;
    private final Executor worker;
    private final Disposable.Composite pushes = Disposables.composite();

    private @Nullable Inbound inbound;
    private @Nullable CallQueue calls;
    private volatile boolean closed;

    /** The session that is listened to. */
    final SocketSession session;

    /**
     * The listener of one connection.
     *
     * @param arguments those that the handshake has brought
     * @param context of the exchange: holds the user, among others
     */
    MethodListener(
            AnnotatedHandler handler,
            Object bean,
            SocketSession session,
            ConnectionArguments arguments,
            ContextView context,
            Executor worker) {
        this.handler = handler;
        this.bean = bean;
        this.session = session;
        this.arguments = arguments;
        this.context = context;
        this.worker = worker;
    }

    /** Where the subclass gets its messages from. */
    final Inbound inbound() {
        return Objects.requireNonNull(inbound);
    }

    final CallQueue calls() {
        return Objects.requireNonNull(calls);
    }

    final ContextView context() {
        return context;
    }

    @Override
    public void onOpen(Inbound opened) {
        inbound = opened;
        calls = new SessionCalls(session, opened, worker);
        SocketMethod method = handler.methods().open();
        if (method != null) {
            calls.add(new MethodCall(method, null, false));
        }
    }

    @Override
    public void onPong(byte[] payload) {
        SocketMethod method = handler.methods().pong();
        if (method != null && calls().pending() < MOST_PENDING_WITH_PONGS) {
            calls().add(new MethodCall(method, payload, false));
        }
    }

    /** The connection broke, or the client broke the protocol; nothing can be answered. */
    @Override
    public void onError(Throwable failure) {
        SocketMethod method = handler.methods().errorMethodFor(failure);
        if (method != null) {
            calls().add(new MethodCall(method, failure, false));
        }
    }

    @Override
    public void onClose(CloseStatus status) {
        closed = true;
        pushes.dispose();
        SocketMethod method = handler.methods().close();
        if (method != null) {
            calls().add(new CloseCall(method, status));
        }
        calls().hurry(PATIENCE);
    }

    /**
     * Something failed outside of a call: as if one had.
     *
     * @param isVital see {@link MethodCall}
     */
    final void fail(Throwable failure, boolean isVital) {
        calls().add(new FailedCall(failure, isVital));
    }

    /**
     * Calls a method.
     *
     * @return what is to end before the next call, or {@code null}
     */
    final @Nullable Mono<Void> call(SocketMethod method, @Nullable Object event) throws Throwable {
        Object returned = invoke(method, event);
        MethodResult result = method.result();
        if (returned == null) {
            return null;
        }
        Publisher<?> publisher = result.publisherOf(returned);
        if (publisher == null) {
            if (!result.isVoid()) {
                session.sendPayload(returned);
            }
            return null;
        }
        if (result.isPushed() || (publisher instanceof Flux<?> && result.adapter() == null)) {
            push(publisher, result);
            return null;
        }
        Mono<?> value = Mono.from(publisher);
        if (!result.isVoid()) {
            value = value.doOnNext(session::sendPayload);
        }
        return value.then().contextWrite(context);
    }

    final @Nullable Object invoke(SocketMethod method, @Nullable Object event) throws Throwable {
        return method.invoke(bean, session, event, arguments.of(method));
    }

    private void push(Publisher<?> publisher, MethodResult result) {
        if (pushes.size() >= MOST_PUSHES) {
            session.close(CloseStatus.POLICY_VIOLATION.withReason("too many streams"));
            return;
        }
        Mono<Void> end = result.isVoid()
                ? Flux.from(publisher).then()
                : session.send(Flux.from(publisher).map(handler.codec()::encode));
        Disposable.Swap push = Disposables.swap();
        pushes.add(push);
        push.update(end.contextWrite(context)
                .doFinally(signal -> pushes.remove(push))
                .subscribe(nothing -> {}, this::pushFailed));
    }

    private void pushFailed(Throwable failure) {
        if (!closed) {
            fail(failure, false);
        }
    }

    /** The call of a method, and if it fails that of the method for the failure. */
    class MethodCall implements CallQueue.Call {

        @Nullable
        SocketMethod method;

        @Nullable
        Object event;

        private final boolean isVital;
        boolean isForFailure;

        /**
         * A call.
         *
         * @param isVital whether the session ends when it fails, whatever the method for the failure does
         */
        MethodCall(@Nullable SocketMethod method, @Nullable Object event, boolean isVital) {
            this.method = method;
            this.event = event;
            this.isVital = isVital;
        }

        @Override
        public boolean onLoop() {
            return method == null || method.onLoop();
        }

        @Override
        public @Nullable Mono<Void> run() throws Throwable {
            return call(Objects.requireNonNull(method), event);
        }

        @Override
        public boolean failed(Throwable failure) {
            // that the connection ended while something was being sent is no failure of the handler's
            boolean isOver = failure instanceof SessionClosedException && !session.isOpen();
            SocketMethod next =
                    isForFailure || isOver ? null : handler.methods().errorMethodFor(failure);
            isForFailure = true;
            if (next == null) {
                FailureOutcome.conclude(session, failure, handler.invalidPayload());
                return false;
            }
            method = next;
            event = failure;
            return true;
        }

        @Override
        public void ended() {
            if (isVital && isForFailure && session.isOpen()) {
                session.close(CloseStatus.SERVER_ERROR);
            }
        }
    }

    private final class CloseCall extends MethodCall {

        CloseCall(SocketMethod method, CloseStatus status) {
            super(method, status, false);
        }

        @Override
        public boolean isLast() {
            return true;
        }
    }

    /** Something that failed outside of a call. */
    class FailedCall extends MethodCall {

        private @Nullable Throwable failure;

        FailedCall(Throwable failure, boolean isVital) {
            super(null, null, isVital);
            this.failure = failure;
        }

        @Override
        public @Nullable Mono<Void> run() throws Throwable {
            Throwable first = failure;
            if (first != null) {
                failure = null;
                throw first;
            }
            return super.run();
        }
    }
}

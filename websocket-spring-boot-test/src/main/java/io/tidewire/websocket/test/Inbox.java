package io.tidewire.websocket.test;

import io.tidewire.websocket.CloseStatus;
import io.tidewire.websocket.WebSocketListener;
import io.tidewire.websocket.WebSocketMessage;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink;

/** What a client has received, until the test asks for it. The event loop fills it, any thread empties it. */
final class Inbox implements WebSocketListener {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    // guarded by the lock
    private final Deque<WebSocketMessage> messages = new ArrayDeque<>();
    private final Deque<byte[]> pings = new ArrayDeque<>();
    private final Deque<byte[]> pongs = new ArrayDeque<>();
    private Event.@Nullable Ended end;
    private @Nullable Throwable failure;
    private @Nullable FluxSink<WebSocketMessage> subscriber;

    // ---- the connection's side

    @Override
    public void onMessage(WebSocketMessage message) {
        change(() -> {
            if (subscriber == null) {
                messages.add(message);
            } else {
                subscriber.next(message);
            }
        });
    }

    @Override
    public void onPing(byte[] payload) {
        change(() -> pings.add(payload));
    }

    @Override
    public void onPong(byte[] payload) {
        change(() -> pongs.add(payload));
    }

    @Override
    public void onError(Throwable cause) {
        change(() -> failure = cause);
    }

    @Override
    public void onClose(CloseStatus status) {
        change(() -> {
            end = new Event.Ended(status, failure);
            complete();
        });
    }

    private void change(Runnable what) {
        lock.lock();
        try {
            what.run();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    // ---- the test's side

    /** The next message, taken out, or the end, which stays; {@code null} if neither comes in time. */
    @Nullable
    Event next(Duration timeout) {
        return await(timeout, this::takeEvent);
    }

    private @Nullable Event takeEvent() {
        WebSocketMessage message = messages.poll();
        return message == null ? end : new Event.Received(message);
    }

    /** The next ping, taken out; {@code null} if none comes in time, or none can come any more. */
    byte @Nullable [] ping(Duration timeout) {
        return await(timeout, pings::poll);
    }

    /** The next pong, taken out; {@code null} if none comes in time, or none can come any more. */
    byte @Nullable [] pong(Duration timeout) {
        return await(timeout, pongs::poll);
    }

    /** The next event, left in its place; {@code null} if none comes in time. */
    @Nullable
    Event peek(Duration timeout) {
        return await(timeout, this::peekEvent);
    }

    private @Nullable Event peekEvent() {
        WebSocketMessage message = messages.peek();
        return message == null ? end : new Event.Received(message);
    }

    private interface Taking<T> {
        @Nullable
        T take();
    }

    private <T> @Nullable T await(Duration timeout, Taking<T> taking) {
        long left = timeout.toNanos();
        lock.lock();
        try {
            while (true) {
                T taken = taking.take();
                if (taken != null || end != null || left <= 0) {
                    return taken;
                }
                left = changed.awaitNanos(left);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while waiting for the server", interrupted);
        } finally {
            lock.unlock();
        }
    }

    /** The messages that nobody has taken yet, and those to come. */
    Flux<WebSocketMessage> messages() {
        return Flux.create(sink -> change(() -> {
            if (subscriber != null) {
                sink.error(new IllegalStateException("messages() has one subscriber at a time"));
                return;
            }
            subscriber = sink;
            sink.onDispose(() -> change(() -> subscriber = subscriber == sink ? null : subscriber));
            while (subscriber == sink && !messages.isEmpty()) {
                sink.next(messages.remove());
            }
            if (end != null) {
                complete();
            }
        }));
    }

    private void complete() {
        FluxSink<WebSocketMessage> sink = subscriber;
        if (sink != null && end != null) {
            Throwable broken = end.failure();
            if (broken == null) {
                sink.complete();
            } else {
                sink.error(broken);
            }
        }
    }
}

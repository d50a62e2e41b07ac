package io.tidewire.websocket.spring;

import io.tidewire.websocket.CloseStatus;
import io.tidewire.websocket.WebSocketSession;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** The open sessions of this server, and whether it takes new ones. Thread-safe. */
public final class SocketSessions {

    private final Set<WebSocketSession> sessions = ConcurrentHashMap.newKeySet();

    /** Handshakes that are being answered, each a session in a moment; a sink ends with its handshake. */
    private final Set<Sinks.Empty<Void>> handshakes = ConcurrentHashMap.newKeySet();

    /** What everybody is told who comes too late; {@code null} while new sessions are taken. */
    private volatile @Nullable CloseStatus closing;

    /** No sessions yet; takes new ones. */
    public SocketSessions() {}

    /** Whether an upgrade is answered; if not, with 503. */
    public boolean isAccepting() {
        return closing == null;
    }

    /** How many sessions are open. */
    public int size() {
        return sessions.size();
    }

    /**
     * Answers a handshake in such a way that {@link #close(CloseStatus)} waits for its session: the client may have its
     * 101 before the session is held.
     *
     * @param tooLate the answer if no new sessions are taken any more
     */
    Mono<Void> opening(Mono<Void> handshake, Mono<Void> tooLate) {
        return Mono.defer(() -> {
            Sinks.Empty<Void> done = Sinks.empty();
            handshakes.add(done); // first: whoever closes now either sees it, or is seen
            return (isAccepting() ? handshake : tooLate).doFinally(end -> {
                handshakes.remove(done);
                done.tryEmitEmpty();
            });
        });
    }

    /** Holds a session until it ends. */
    void add(WebSocketSession session) {
        sessions.add(session);
        session.closeStatus().subscribe(new EndSubscriber() {

            @Override
            void onEnd() {
                sessions.remove(session);
            }
        });
        CloseStatus tooLate = closing;
        if (tooLate != null) {
            session.close(tooLate);
        }
    }

    /** Takes new sessions again. */
    public void accept() {
        closing = null;
    }

    /** Closes all at once: see {@link #close(CloseStatus, int, Duration)}. */
    public Mono<Void> close(CloseStatus status) {
        return close(status, Integer.MAX_VALUE, Duration.ZERO);
    }

    /**
     * Takes no new sessions, and closes those that are open (RFC 6455, section 7.1.2), not all at once: clients that are
     * told together come back together, to the next server.
     *
     * @param status what the clients are told
     * @param batchSize how many of them are told in one go
     * @param pause about how long before the next ones are: from half of it to one and a half
     * @return completes when all of them have ended; without a subscriber nothing happens
     */
    public Mono<Void> close(CloseStatus status, int batchSize, Duration pause) {
        return Mono.defer(() -> {
            closing = status;
            return Flux.fromIterable(List.copyOf(sessions))
                    .buffer(batchSize)
                    .index()
                    .concatMap(batch -> (batch.getT1() == 0 ? Mono.empty() : Mono.delay(jittered(pause)))
                            .then(Mono.<Void>fromRunnable(
                                    () -> batch.getT2().forEach(session -> session.close(status)))))
                    .then(ended());
        });
    }

    private static Duration jittered(Duration pause) {
        return Duration.ofNanos(
                (long) (pause.toNanos() * ThreadLocalRandom.current().nextDouble(0.5, 1.5)));
    }

    /** Those included whose handshake was answered just before no more were. */
    private Mono<Void> ended() {
        return Mono.defer(() -> Mono.when(Stream.<Mono<?>>concat(
                                handshakes.stream().map(Sinks.Empty::asMono),
                                sessions.stream().map(WebSocketSession::closeStatus))
                        .toList()))
                .repeat(() -> !isAccepting() && !(handshakes.isEmpty() && sessions.isEmpty()))
                .then();
    }

    /** Cuts the connections of all sessions that have not ended, without a closing handshake. */
    public void cut() {
        sessions.forEach(WebSocketSession::abort);
    }
}

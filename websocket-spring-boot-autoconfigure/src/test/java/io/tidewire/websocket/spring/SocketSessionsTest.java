package io.tidewire.websocket.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.websocket.CloseStatus;
import io.tidewire.websocket.WebSocketSession;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;

/** Whom the end is told, when, and who is waited for. */
class SocketSessionsTest {

    private static final Duration PAUSE = Duration.ofSeconds(10);

    private final SocketSessions sessions = new SocketSessions();
    private final List<CloseStatus> told = new ArrayList<>();
    private final List<Sinks.One<CloseStatus>> ends = new ArrayList<>();

    private void open(int count) {
        for (int i = 0; i < count; i++) {
            Sinks.One<CloseStatus> end = Sinks.one();
            ends.add(end);
            sessions.add(session(end));
        }
    }

    private WebSocketSession session(Sinks.One<CloseStatus> end) {
        return (WebSocketSession) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {WebSocketSession.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "closeStatus" -> end.asMono();
                    case "close" -> {
                        told.add((CloseStatus) arguments[0]);
                        yield end.asMono().then();
                    }
                    case "abort" -> end.tryEmitValue(CloseStatus.ABNORMAL);
                    case "hashCode" -> System.identityHashCode(proxy);
                    case "equals" -> proxy == arguments[0];
                    default -> throw new AssertionError("not expected of a session: " + method.getName());
                });
    }

    private static void end(Sinks.One<CloseStatus> end) {
        end.tryEmitValue(CloseStatus.GOING_AWAY);
    }

    @Test
    void batchesComeWithPausesBetween() {
        open(5);
        StepVerifier.withVirtualTime(() -> sessions.close(CloseStatus.GOING_AWAY, 2, PAUSE))
                .expectSubscription()
                .then(() -> assertThat(told).hasSize(2))
                .expectNoEvent(Duration.ofMillis(4_999))
                .then(() -> assertThat(told).hasSize(2))
                .thenAwait(Duration.ofMillis(10_001))
                .then(() -> assertThat(told).hasSizeBetween(4, 5))
                .thenAwait(Duration.ofSeconds(15))
                .then(() -> assertThat(told).hasSize(5).containsOnly(CloseStatus.GOING_AWAY))
                .then(() -> ends.forEach(SocketSessionsTest::end))
                .verifyComplete();
        assertThat(sessions.size()).isZero();
    }

    @Test
    void sessionThatComesTooLateIsToldTheSameAndWaitedFor() {
        open(1);
        CloseStatus restart = CloseStatus.SERVICE_RESTARTED;
        StepVerifier.create(sessions.close(restart))
                .then(() -> open(1))
                .then(() -> assertThat(told).containsExactly(restart, restart))
                .then(() -> end(ends.get(0)))
                .then(() -> assertThat(sessions.size()).isOne())
                .then(() -> end(ends.get(1)))
                .verifyComplete();
    }

    @Test
    void withoutSessionsTheEndIsThereAtOnce() {
        StepVerifier.create(sessions.close(CloseStatus.GOING_AWAY, 200, PAUSE)).verifyComplete();
        assertThat(sessions.isAccepting()).isFalse();
    }

    @Test
    void cutEndsWhoIsLeft() {
        open(2);
        StepVerifier.create(sessions.close(CloseStatus.GOING_AWAY))
                .then(() -> end(ends.get(0)))
                .then(sessions::cut)
                .verifyComplete();
    }
}

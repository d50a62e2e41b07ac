package io.tidewire.websocket.session;

import static io.tidewire.websocket.testing.Frames.BINARY;
import static io.tidewire.websocket.testing.Frames.PING;
import static io.tidewire.websocket.testing.Frames.PONG;
import static io.tidewire.websocket.testing.Frames.client;
import static io.tidewire.websocket.testing.Frames.clientClose;
import static io.tidewire.websocket.testing.Frames.clientText;
import static io.tidewire.websocket.testing.Frames.serverClose;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.websocket.CloseStatus;
import io.tidewire.websocket.TextMessage;
import io.tidewire.websocket.WebSocketMessage;
import io.tidewire.websocket.WebSocketOptions;
import io.tidewire.websocket.testing.Hex;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Sinks;

class LivenessTest {

    private static final Duration SECOND = Duration.ofSeconds(1);

    /** A server's ping of eight bytes, as hex. */
    private static final String A_PING = "8908[0-9a-f]{16}";

    private static SessionHarness session(WebSocketOptions.Builder options) {
        return new SessionHarness(options.build()).open();
    }

    private static WebSocketOptions.Builder withoutHeartbeat() {
        return WebSocketOptions.builder().heartbeatInterval(Duration.ZERO);
    }

    // ---- heartbeat

    @Test
    void silentClientIsPingedOnceTheIntervalHasPassed() {
        SessionHarness harness = session(WebSocketOptions.builder());

        harness.passes(Duration.ofMillis(22_400));
        assertThat(harness.transport.received()).isEmpty();

        harness.passes(Duration.ofMillis(2_800));
        assertThat(harness.transport.received()).matches(A_PING);
    }

    @Test
    void sessionsThatOpenTogetherAreNotPingedTogether() {
        Set<Long> waits = new HashSet<>();
        for (int i = 0; i < 200; i++) {
            SessionHarness harness = session(WebSocketOptions.builder());
            long waited = 0;
            while (harness.transport.receivedBytes() == 0) {
                harness.passes(Duration.ofMillis(100));
                waited += 100;
            }
            assertThat(waited).isBetween(22_500L, 25_200L);
            waits.add(waited);
        }
        assertThat(waits).hasSizeGreaterThan(10);
    }

    @Test
    void clientThatSendsIsNotPinged() {
        SessionHarness harness = session(WebSocketOptions.builder());

        for (int i = 0; i < 20; i++) {
            harness.passes(Duration.ofSeconds(20)).receives(client(PONG, ""));
        }
        assertThat(harness.transport.received()).isEmpty();
    }

    @Test
    void pongThatAnswersIsNotToldAndTheNextPingComes() {
        SessionHarness harness = session(WebSocketOptions.builder());
        for (int i = 0; i < 5; i++) {
            harness.passes(Duration.ofMillis(25_200));
            String ping = harness.transport.receivedSince();
            assertThat(ping).as("ping %d", i).matches(A_PING);
            harness.passes(SECOND).receives(client(PONG, ping.substring(4)));
        }

        assertThat(harness.notes.told).containsExactly("open");
        assertThat(harness.transport.ends).isEmpty();
    }

    @Test
    void roundTripIsMeasuredByTheFirstPongThatAnswers() {
        SessionHarness harness = session(WebSocketOptions.builder());
        assertThat(harness.session.getRoundTripTime()).isNull();

        long before = System.nanoTime();
        harness.passes(Duration.ofMillis(25_200)).receives(client(PONG, "0102"));
        assertThat(harness.session.getRoundTripTime()).as("another pong").isNull();

        String answer = client(PONG, harness.transport.receivedSince().substring(4));
        harness.receives(answer);
        Duration first = harness.session.getRoundTripTime();
        assertThat(first).isPositive().isLessThanOrEqualTo(Duration.ofNanos(System.nanoTime() - before));

        harness.receives(answer);
        assertThat(harness.session.getRoundTripTime()).as("the same pong again").isEqualTo(first);
    }

    @Test
    void unansweredPingLeavesTheRoundTripAsItWas() {
        SessionHarness harness = session(WebSocketOptions.builder());
        harness.passes(Duration.ofMillis(25_200));
        harness.receives(client(PONG, harness.transport.receivedSince().substring(4)));
        Duration known = harness.session.getRoundTripTime();
        assertThat(known).isNotNull();

        harness.passes(Duration.ofMillis(25_200));
        assertThat(harness.transport.receivedSince()).matches(A_PING);
        assertThat(harness.session.getRoundTripTime()).isEqualTo(known);
    }

    @Test
    void clientThatAnswersIsPingedAtTheIntervalHoweverLongItMightHaveTaken() {
        SessionHarness harness = session(WebSocketOptions.builder().heartbeatInterval(SECOND));
        for (int i = 0; i < 5; i++) {
            harness.passes(Duration.ofMillis(1_200));
            String ping = harness.transport.receivedSince();
            assertThat(ping).as("ping %d", i).matches(A_PING);
            harness.receives(client(PONG, ping.substring(4)));
        }
        assertThat(harness.transport.ends).isEmpty();
    }

    @Test
    void clientThatDoesNotAnswerIsCutAtTheTimeoutAndNotAtTheInterval() {
        SessionHarness harness = session(WebSocketOptions.builder().heartbeatInterval(SECOND));

        harness.passes(Duration.ofMillis(10_700));
        assertThat(harness.transport.received()).matches(A_PING);
        assertThat(harness.transport.ends).isEmpty();

        harness.passes(SECOND);
        assertThat(harness.transport.ends).containsExactly("closeOutput", "cut");
    }

    @Test
    void anySignOfLifeAnswersAPing() {
        SessionHarness harness = session(WebSocketOptions.builder());
        harness.passes(Duration.ofMillis(25_200)).receives("81");

        harness.passes(Duration.ofSeconds(15));
        assertThat(harness.transport.ends).isEmpty();
    }

    @Test
    void clientThatGivesNoSignOfLifeIsCut() {
        SessionHarness harness = session(WebSocketOptions.builder());

        harness.passes(Duration.ofMillis(32_400));
        assertThat(harness.transport.ends).isEmpty();

        harness.passes(Duration.ofSeconds(3));
        assertThat(harness.transport.ends).containsExactly("closeOutput", "cut");
        assertThat(harness.transport.received()).endsWith(serverClose(1011, "no answer to ping"));
        assertThat(harness.notes.told).containsExactly("open", "close 1011");
        assertThat(harness.wheel.isEmpty()).isTrue();
    }

    @Test
    void pingsAreOursNotThoseOfTheApplication() {
        SessionHarness harness = session(WebSocketOptions.builder());
        harness.passes(Duration.ofMillis(25_200)).receives(client(PONG, "0102"));

        assertThat(harness.notes.told).containsExactly("open", "pong 0102");
    }

    @Test
    void zeroIntervalMeansNoPings() {
        SessionHarness harness = session(withoutHeartbeat());

        harness.passes(Duration.ofHours(1));
        assertThat(harness.transport.received()).isEmpty();
        assertThat(harness.transport.ends).isEmpty();
    }

    /** A message that the listener has not asked for, so large that nothing behind it is read. */
    private static final String ENOUGH = client(BINARY, Hex.times(64 * 1024, "01"));

    @Test
    void clientThatIsNotReadIsNotTakenForDead() {
        SessionHarness harness = new SessionHarness();
        harness.notes.firstRequest = 1;
        harness.open().receives(clientText("a"), ENOUGH);
        assertThat(harness.transport.reading).isFalse();

        harness.passes(Duration.ofMinutes(5));
        assertThat(harness.transport.ends).isEmpty();

        harness.notes.inbound.request(1);
        harness.passes(Duration.ofMillis(35_400));
        assertThat(harness.transport.ends).as("read again, and silent").contains("cut");
    }

    @Test
    void pingThatTheReadingPauseOvertookKillsNobody() {
        SessionHarness harness = new SessionHarness();
        harness.notes.firstRequest = 1;
        harness.open().passes(Duration.ofMillis(25_200));
        assertThat(harness.transport.received()).matches(A_PING);
        harness.receives(clientText("a"), ENOUGH);

        harness.passes(Duration.ofMinutes(2));
        assertThat(harness.transport.ends).isEmpty();
    }

    // ---- idle and lifetime

    @Test
    void idleSessionIsClosedWith1001() {
        SessionHarness harness = session(withoutHeartbeat().idleTimeout(Duration.ofSeconds(30)));

        harness.passes(Duration.ofSeconds(29));
        assertThat(harness.transport.received()).isEmpty();
        harness.passes(Duration.ofMillis(1_200));
        assertThat(harness.transport.received()).isEqualTo(serverClose(1001, "idle"));
        assertThat(harness.session.isOpen()).isFalse();
    }

    @Test
    void messagesEitherWayKeepASessionFromBeingIdle() {
        SessionHarness harness = session(withoutHeartbeat().idleTimeout(Duration.ofSeconds(30)));
        for (int i = 0; i < 5; i++) {
            harness.passes(Duration.ofSeconds(20)).receives(clientText("in"));
            harness.passes(Duration.ofSeconds(20));
            harness.session.sendMessage(new TextMessage("out"));
            harness.settles();
        }
        assertThat(harness.session.isOpen()).isTrue();
    }

    @Test
    void streamedMessagesKeepASessionFromBeingIdle() {
        SessionHarness harness = session(withoutHeartbeat().idleTimeout(Duration.ofSeconds(30)));
        Sinks.Many<WebSocketMessage> sink = Sinks.many().unicast().onBackpressureBuffer();
        harness.session.send(sink.asFlux()).subscribe();
        for (int i = 0; i < 5; i++) {
            harness.passes(Duration.ofSeconds(20));
            sink.tryEmitNext(new TextMessage("out")).orThrow();
            harness.settles();
        }
        assertThat(harness.session.isOpen()).isTrue();
    }

    @Test
    void controlFramesDoNotKeepASessionFromBeingIdle() {
        SessionHarness harness = session(WebSocketOptions.builder().idleTimeout(Duration.ofSeconds(30)));
        harness.passes(Duration.ofSeconds(20)).receives(client(PING, "01"), client(PONG, "02"));

        harness.passes(Duration.ofMillis(10_200));
        assertThat(harness.session.isOpen()).isFalse();
    }

    @Test
    void oldSessionIsClosedWith1001HoweverBusyItIs() {
        SessionHarness harness = session(withoutHeartbeat().maxLifetime(Duration.ofSeconds(60)));
        for (int i = 0; i < 59; i++) {
            harness.passes(SECOND).receives(clientText("busy"));
        }
        assertThat(harness.session.isOpen()).isTrue();

        harness.passes(Duration.ofMillis(1_200));
        assertThat(harness.transport.received()).isEqualTo(serverClose(1001, "maximum lifetime reached"));
    }

    // ---- the closing deadline

    @Test
    void clientThatDoesNotAnswerTheCloseIsCut() {
        SessionHarness harness = session(withoutHeartbeat().closeTimeout(Duration.ofSeconds(5)));
        harness.session.close(CloseStatus.NORMAL);

        harness.passes(Duration.ofMillis(4_900));
        assertThat(harness.transport.ends).isEmpty();
        harness.passes(Duration.ofMillis(300));
        assertThat(harness.transport.ends).containsExactly("cut");
        assertThat(harness.notes.told).containsExactly("open", "close 1006");
        assertThat(harness.wheel.isEmpty()).isTrue();
    }

    @Test
    void clientThatAnswersTheCloseButStaysIsCut() {
        SessionHarness harness = session(withoutHeartbeat());
        harness.session.close(CloseStatus.NORMAL);
        harness.passes(SECOND).receives(clientClose(1000, ""));
        assertThat(harness.transport.ends).containsExactly("close");

        harness.passes(Duration.ofMillis(9_300));
        assertThat(harness.transport.ends).containsExactly("close", "cut");
        assertThat(harness.notes.told).containsExactly("open", "close 1000");
    }

    @Test
    void closingSessionIsNoLongerPinged() {
        SessionHarness harness = session(WebSocketOptions.builder().closeTimeout(Duration.ofHours(1)));
        harness.session.close(CloseStatus.NORMAL);

        harness.passes(Duration.ofMinutes(5));
        assertThat(harness.transport.received()).isEqualTo(serverClose(1000, ""));
    }

    @Test
    void violationStartsTheClosingDeadline() {
        SessionHarness harness = session(withoutHeartbeat()).receives("83");
        assertThat(harness.transport.ends).containsExactly("closeOutput");

        harness.passes(Duration.ofMillis(10_200));
        assertThat(harness.transport.ends).containsExactly("closeOutput", "cut");
    }

    @Test
    void endedSessionLeavesNoTimer() {
        SessionHarness harness = session(WebSocketOptions.builder());
        assertThat(harness.wheel.isEmpty()).isFalse();

        harness.transportEnds();
        assertThat(harness.wheel.isEmpty()).isTrue();

        harness.session.close(CloseStatus.NORMAL);
        harness.settles();
        assertThat(harness.wheel.isEmpty()).isTrue();
    }

    @Test
    void durationsOfAnyLengthAreTaken() {
        Duration ever = Duration.ofSeconds(Long.MAX_VALUE);
        SessionHarness harness = session(WebSocketOptions.builder()
                .heartbeatInterval(ever)
                .idleTimeout(ever)
                .maxLifetime(ever)
                .closeTimeout(ever));

        harness.passes(Duration.ofHours(1));
        assertThat(harness.session.isOpen()).isTrue();
    }
}

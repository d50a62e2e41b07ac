package io.tidewire.websocket.session;

import static io.tidewire.websocket.testing.Frames.BINARY;
import static io.tidewire.websocket.testing.Frames.PING;
import static io.tidewire.websocket.testing.Frames.PONG;
import static io.tidewire.websocket.testing.Frames.client;
import static io.tidewire.websocket.testing.Frames.clientClose;
import static io.tidewire.websocket.testing.Frames.clientText;
import static io.tidewire.websocket.testing.Frames.serverClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.tidewire.websocket.CloseStatus;
import io.tidewire.websocket.testing.Hex;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class InboundGateTest {

    private final SessionHarness harness = new SessionHarness();
    private final FakeTransport transport = harness.transport;
    private final SessionHarness.Notes notes = harness.notes;

    @AfterEach
    void releases() {
        harness.transportEnds();
    }

    private void opensAskingFor(long first) {
        notes.firstRequest = first;
        harness.open();
    }

    @Test
    void nothingIsDeliveredBeforeItWasAskedFor() {
        opensAskingFor(0);
        harness.receives(clientText("a"));
        assertThat(notes.told).containsExactly("open");

        notes.inbound.request(1);
        assertThat(notes.told).containsExactly("open", "a");
    }

    @Test
    void asManyAsWereAskedForAreDelivered() {
        opensAskingFor(2);
        harness.receives(clientText("a") + clientText("b") + clientText("c") + clientText("d"));
        assertThat(notes.told).containsExactly("open", "a", "b");

        notes.inbound.request(1);
        assertThat(notes.told).containsExactly("open", "a", "b", "c");
        notes.inbound.request(5);
        harness.receives(clientText("e"));
        assertThat(notes.told).containsExactly("open", "a", "b", "c", "d", "e");
    }

    @Test
    void readingStopsWhenEnoughWaitsUntilNothingDoes() {
        opensAskingFor(1);
        harness.receives(clientText("a"), clientText("b"), LARGE);
        assertThat(transport.reading).as("there is room").isTrue();

        harness.receives(LARGE);
        assertThat(transport.reading).isFalse();
        notes.inbound.request(2);
        assertThat(transport.reading).as("one still waits").isFalse();
        notes.inbound.request(1);
        assertThat(transport.reading).isTrue();
    }

    @Test
    void emptyMessagesThatWaitStopTheReadingToo() {
        opensAskingFor(0);
        harness.receives(clientText("").repeat(1023));
        assertThat(transport.reading).isTrue();

        harness.receives(clientText(""));
        assertThat(transport.reading).isFalse();
    }

    @Test
    void controlFramesOfTheReadAreAnsweredThoughMessagesWait() {
        opensAskingFor(0);
        harness.receives(clientText("a"), client(PING, "01"));

        assertThat(transport.received()).isEqualTo("8a0101");
    }

    @Test
    void demandMayComeFromWithinOnMessage() {
        notes.inOnMessage = message -> notes.inbound.request(1);
        opensAskingFor(1);
        for (int i = 0; i < 3; i++) {
            harness.receives(clientText("a").repeat(1000));
        }

        assertThat(notes.told).hasSize(3001);
        assertThat(transport.reading).isTrue();
    }

    @Test
    void demandFromWithinOnMessageDoesNotGrowTheStack() {
        opensAskingFor(0);
        harness.receives(clientText("a").repeat(100_000));
        notes.inOnMessage = message -> notes.inbound.request(1);
        notes.inbound.request(1);

        assertThat(notes.told).hasSize(100_001);
    }

    @Test
    void demandOfAnotherThreadIsMetOnTheLoop() throws InterruptedException {
        opensAskingFor(0);
        harness.receives(clientText("a") + clientText("b") + clientText("c"));
        Thread other = new Thread(() -> {
            notes.inbound.request(1);
            notes.inbound.request(1);
        });
        other.start();
        other.join();
        assertThat(notes.told).containsExactly("open");

        harness.settles();
        assertThat(notes.told).containsExactly("open", "a", "b");
    }

    @Test
    void demandAddsUpToAllAndNoFurther() {
        opensAskingFor(Long.MAX_VALUE);
        notes.inbound.request(Long.MAX_VALUE);
        notes.inbound.request(1);
        harness.receives(clientText("a"), clientText("b"));

        assertThat(notes.told).containsExactly("open", "a", "b");
    }

    @Test
    void demandForNothingIsTheCallersMistake() { // Reactive Streams, 3.9
        opensAskingFor(0);
        assertThatIllegalArgumentException().isThrownBy(() -> notes.inbound.request(0));
        assertThatIllegalArgumentException().isThrownBy(() -> notes.inbound.request(-1));
    }

    // ---- enough

    /** More than half of what may wait. */
    private static final String LARGE = client(BINARY, Hex.times(40_000, "01"));

    @Test
    void nothingIsDecodedBehindEnoughThatWaits() {
        opensAskingFor(0);
        harness.receives(LARGE, LARGE, client(PING, "01"), "83");
        assertThat(transport.received()).isEmpty();
        notes.inbound.request(1);
        assertThat(transport.received()).as("one still waits").isEmpty();

        notes.inbound.request(1);
        assertThat(notes.told).hasSize(5).endsWith("error reserved opcode", "close 1002");
        harness.settles();
        assertThat(transport.received()).isEqualTo("8a0101" + serverClose(1002, "reserved opcode"));
    }

    @Test
    void whatStillComesIsReadBehindWhatIsUnread() { // several TLS records in one read
        opensAskingFor(0);
        harness.receives(LARGE, LARGE, clientText("a"), clientText("b").substring(0, 4));
        harness.receives(clientText("b").substring(4), clientText("c"));
        assertThat(transport.reading).isFalse();

        notes.inbound.request(4);
        assertThat(notes.told).as("the last one waits").hasSize(5);
        notes.inbound.request(1);
        assertThat(notes.told).hasSize(6).endsWith("a", "b", "c");
        assertThat(transport.reading).isTrue();
    }

    @Test
    void ownCloseFindsTheClientsBehindWhatIsUnread() {
        opensAskingFor(0);
        harness.receives(LARGE, LARGE, clientText("a"), clientClose(1001, ""));
        harness.session.close(CloseStatus.NORMAL);

        assertThat(notes.told).containsExactly("open", "close 1000");
        assertThat(transport.received()).isEqualTo(serverClose(1000, ""));
        assertThat(transport.ends).containsExactly("close");
    }

    @Test
    void closeFromWithinOnMessageFindsTheClientsBehindWhatIsUnread() {
        opensAskingFor(0);
        notes.inOnMessage = message -> harness.session.close(CloseStatus.NORMAL);
        harness.receives(LARGE, LARGE, clientText("a"), clientClose(1001, ""));
        notes.inbound.request(1);

        assertThat(notes.told).hasSize(3).endsWith("close 1000");
    }

    @Test
    void whatIsUnreadIsLostWithTheTransport() { // as is what TCP holds
        opensAskingFor(0);
        harness.receives(LARGE, LARGE, clientText("a"));
        harness.transportEnds();
        harness.receives(clientText("b"));
        notes.inbound.request(5);

        assertThat(notes.told).hasSize(4).endsWith("close 1006");
    }

    @Test
    void listenerThatFailsAmidMuchThatIsUnreadIsToldOnce() {
        opensAskingFor(0);
        notes.inOnMessage = message -> {
            throw new IllegalStateException("expected by the test");
        };
        harness.receives(LARGE, LARGE, LARGE, LARGE);
        notes.inbound.request(5);

        assertThat(notes.told).hasSize(4).endsWith("error expected by the test", "close 1011");
        harness.receives(LARGE, LARGE, LARGE);
        assertThat(transport.reading).isTrue();
    }

    @Test
    void everyMessageArrivesInOrderWhateverTheDemand() {
        Random random = new Random(6455);
        opensAskingFor(0);
        List<String> sent = new ArrayList<>();
        for (int read = 0; read < 200; read++) {
            StringBuilder frames = new StringBuilder();
            for (int i = random.nextInt(6); i > 0; i--) {
                String text = Integer.toString(sent.size());
                sent.add(text);
                frames.append(clientText(text)).append(LARGE);
                sent.add("80000 chars");
            }
            int split = frames.length() / 2 == 0 ? 0 : 2 * random.nextInt(frames.length() / 2);
            harness.receives(frames.substring(0, split));
            harness.receives(frames.substring(split));
            while (!transport.reading) {
                notes.inbound.request(1 + random.nextInt(5));
            }
        }
        notes.inbound.request(Long.MAX_VALUE);

        assertThat(notes.told.subList(1, notes.told.size())).isEqualTo(sent);
    }

    // ---- the end

    @Test
    void closeIsToldBehindTheMessagesThatWait() {
        opensAskingFor(1);
        harness.receives(clientText("a"), clientText("b"), clientClose(1000, ""));
        assertThat(notes.told).containsExactly("open", "a");
        assertThat(transport.received()).as("but answered at once").isEqualTo(serverClose(1000, ""));

        notes.inbound.request(1);
        assertThat(notes.told).containsExactly("open", "a", "b", "close 1000");
    }

    @Test
    void endOfTheTransportIsToldBehindTheMessagesThatWait() {
        opensAskingFor(0);
        harness.receives(clientText("a"));
        harness.transportEnds();
        assertThat(notes.told).containsExactly("open");

        notes.inbound.request(1);
        assertThat(notes.told).containsExactly("open", "a", "close 1006");
    }

    @Test
    void ownCloseDropsWhatWaitsAndReadsOn() {
        opensAskingFor(0);
        harness.receives(clientText("a"));
        harness.session.close(CloseStatus.NORMAL);
        assertThat(transport.reading).as("the answer must be seen").isTrue();

        harness.receives(clientText("b"), clientClose(1000, ""));
        assertThat(notes.told).containsExactly("open", "close 1000");
    }

    @Test
    void ownCloseBehindTheClientsDropsWhatWaitsAndEnds() {
        opensAskingFor(0);
        harness.receives(clientText("a"), clientClose(1001, ""));
        assertThat(notes.told).containsExactly("open");

        harness.session.close(CloseStatus.NORMAL);
        assertThat(notes.told).containsExactly("open", "close 1001");
    }

    @Test
    void ownCloseFromWithinOnMessageDropsTheOthers() {
        opensAskingFor(0);
        notes.inOnMessage = message -> harness.session.close(CloseStatus.NORMAL);
        harness.receives(clientText("a") + clientText("b"), clientClose(1001, ""));
        notes.inbound.request(5);

        assertThat(notes.told).containsExactly("open", "a", "close 1001");
    }

    @Test
    void closeFrameIsSeenThoughMessagesWait() {
        opensAskingFor(0);
        harness.receives(clientText("a"));
        harness.receives(clientClose(1001, ""));

        assertThat(transport.received()).isEqualTo(serverClose(1001, ""));
        assertThat(transport.ends).containsExactly("close");
    }

    @Test
    void whatNobodyTakesAfterTheEndIsDroppedWithTheCloseTimeout() {
        opensAskingFor(0);
        harness.receives(clientText("a"), clientText("b"), clientClose(1001, ""));
        harness.transportEnds();
        harness.passes(Duration.ofSeconds(9));
        assertThat(notes.told).containsExactly("open");

        harness.passes(Duration.ofMillis(1300));
        assertThat(notes.told).containsExactly("open", "close 1001");
        notes.inbound.request(5);
        assertThat(notes.told).as("too late").hasSize(2);
        assertThat(harness.wheel.isEmpty()).isTrue();
    }

    @Test
    void listenerThatTakesWhatWaitsSlowlyLosesNothing() {
        opensAskingFor(0);
        harness.receives(clientText("a"), clientText("b"), clientText("c"));
        harness.transportEnds();
        for (String next : List.of("a", "b")) {
            harness.passes(Duration.ofSeconds(9));
            notes.inbound.request(1);
            assertThat(notes.told).endsWith(next);
        }
        harness.passes(Duration.ofSeconds(9));
        notes.inbound.request(1);

        assertThat(notes.told).endsWith("c", "close 1006");
        assertThat(harness.wheel.isEmpty()).isTrue();
    }

    @Test
    void openConnectionKeepsWhatWaits() {
        opensAskingFor(0);
        harness.receives(clientText("a"));
        for (int i = 0; i < 60; i++) {
            harness.passes(Duration.ofSeconds(20)).receives(client(PONG, ""));
        }
        notes.inbound.request(1);

        assertThat(notes.told).containsOnlyOnce("a").doesNotContain("close 1006");
    }

    @Test
    void failedConnectionIsReadOnThoughMessagesWait() { // an unread byte would make TCP reset the connection
        opensAskingFor(0);
        harness.receives(clientText("a"), "83");

        assertThat(transport.received()).isEqualTo(serverClose(1002, "reserved opcode"));
        assertThat(transport.reading).isTrue();
        harness.receives(clientText("thrown away"));
        notes.inbound.request(1);
        assertThat(notes.told).containsExactly("open", "error reserved opcode", "a", "close 1002");
    }

    @Test
    void listenerThatFailedGetsNoMoreMessages() {
        opensAskingFor(0);
        notes.inOnMessage = message -> {
            throw new IllegalStateException("expected by the test");
        };
        harness.receives(clientText("a") + clientText("b"));
        notes.inbound.request(2);

        assertThat(notes.told).containsExactly("open", "a", "error expected by the test", "close 1011");
    }
}

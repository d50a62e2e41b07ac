package io.tidewire.websocket.session;

import static io.tidewire.websocket.testing.Frames.serverClose;
import static io.tidewire.websocket.testing.Frames.serverText;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.websocket.BinaryMessage;
import io.tidewire.websocket.SessionClosedException;
import io.tidewire.websocket.TextMessage;
import io.tidewire.websocket.WebSocketMessage;
import io.tidewire.websocket.WebSocketOptions;
import io.tidewire.websocket.testing.Hex;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** From any thread to the event loop: in order, nothing twice, nothing lost, within a bound. */
class InboxTest {

    private static final int MAX_BYTES = 1000;
    private static final int OVERHEAD = 64;

    private SessionHarness harness = with(MAX_BYTES);
    private FakeTransport transport = harness.transport;
    private EngineSession session = harness.session;

    @AfterEach
    void releases() {
        harness.transportEnds();
    }

    private static SessionHarness with(long maxBytes) {
        return new SessionHarness(
                        WebSocketOptions.builder().outboundMaxBytes(maxBytes).build())
                .open();
    }

    /** On another thread, and back when it is done. */
    static void elsewhere(Runnable what) {
        CompletableFuture.runAsync(what, task -> new Thread(task).start()).join();
    }

    private Mono<Void> send(String text) {
        List<Mono<Void>> sent = new ArrayList<>();
        elsewhere(() -> sent.add(session.sendMessage(new TextMessage(text))));
        return sent.get(0);
    }

    private void send(int weight) {
        elsewhere(() -> session.sendMessage(new BinaryMessage(new byte[weight - OVERHEAD])));
    }

    @Test
    void loopHearsOfTheFirstOnlyAndFlushesOnce() {
        send("a");
        send("b");
        assertThat(transport.waitingTasks()).isEqualTo(1);
        assertThat(session.getQueuedBytes()).isEqualTo(2 * (1 + OVERHEAD));

        harness.settles();
        assertThat(transport.received()).isEqualTo(serverText("a") + serverText("b"));
        assertThat(transport.flushes).isEqualTo(1);
        assertThat(session.getQueuedBytes()).isZero();

        send("c");
        assertThat(transport.waitingTasks()).isEqualTo(1);
    }

    @Test
    void whatTheLoopSendsStaysBehindWhatIsHere() {
        send("a");
        session.sendMessage(new TextMessage("b"));
        send("c");
        session.sendMessage(new TextMessage("d"));
        harness.settles();

        assertThat(transport.received())
                .isEqualTo(serverText("a") + serverText("b") + serverText("c") + serverText("d"));
    }

    /** The other event loop may be blocked in the middle of its read. */
    @Test
    void whatTheLoopSendsDoesNotWaitForTheEndOfAnothersBatch() {
        transport.senderReads = true;
        send("a");
        session.sendMessage(new TextMessage("b"));
        harness.settles();

        assertThat(transport.received()).isEqualTo(serverText("a") + serverText("b"));
    }

    @Test
    void whatIsHereWhenTheSessionClosesGoesOutBeforeTheCloseFrame() {
        send("a");
        session.close();

        harness.settles();
        assertThat(transport.received()).isEqualTo(serverText("a") + serverClose(1000, ""));
        assertThat(session.getQueuedBytes()).isZero();
    }

    @Test
    void eachOfManyThreadsKeepsItsOrderAndNothingIsLost() throws InterruptedException {
        harness.transportEnds();
        harness = with(1 << 30);
        transport = harness.transport;
        session = harness.session;
        int threads = 4;
        int each = 20_000;
        CountDownLatch running = new CountDownLatch(threads);
        for (int t = 0; t < threads; t++) {
            int thread = t;
            new Thread(() -> {
                        for (int i = 0; i < each; i++) {
                            session.sendMessage(new BinaryMessage(
                                    new byte[] {(byte) thread, (byte) (i >> 16), (byte) (i >> 8), (byte) i}));
                        }
                        running.countDown();
                    })
                    .start();
        }
        int[] next = new int[threads];
        int received = 0;
        boolean done = false;
        while (!done) {
            done = running.getCount() == 0;
            harness.settles();
            byte[] frames = Hex.hex(transport.receivedSince());
            for (int at = 0; at < frames.length; at += 6) {
                int number = ByteBuffer.wrap(frames, at + 2, 4).getInt() & 0xFF_FFFF;
                assertThat(number).isEqualTo(next[frames[at + 2]]++);
                received++;
            }
        }
        assertThat(received).isEqualTo(threads * each);
        assertThat(session.getQueuedBytes()).isZero();
    }

    // ---- the bound

    @Test
    void eightTimesWhatMayWaitForTheNetworkMayBeHere() {
        for (int i = 0; i < 8; i++) {
            send(MAX_BYTES);
        }
        send(OVERHEAD);
        assertThat(session.isOpen()).as("the one that crosses the bound").isTrue();
        assertThat(session.getQueuedBytes()).isEqualTo(8 * MAX_BYTES + OVERHEAD);

        StepVerifier.create(send("too much")).verifyError(SessionClosedException.class);
        assertThat(session.isOpen()).isFalse();
        harness.settles();
        assertThat(transport.received())
                .contains(serverClose(1013, "client reads too slowly"))
                .doesNotContain(serverText("too much"));
    }

    @Test
    void loopThatSendsALotItselfKeepsUp() {
        send("a");
        for (int i = 0; i < 100; i++) {
            session.sendMessage(new BinaryMessage(new byte[MAX_BYTES - OVERHEAD]));
        }
        harness.settles();

        assertThat(session.isOpen()).as("the network takes it").isTrue();
        assertThat(transport.received()).startsWith(serverText("a"));
        assertThat(transport.receivedBytes()).isEqualTo(3 + 100 * (MAX_BYTES - OVERHEAD + 4));
        assertThat(session.getQueuedBytes()).isZero();
    }

    /** Whoever hears that the network has taken a message closes, while the next one is on its way into the cork. */
    @Test
    void nothingFollowsACloseFrameFromWithinAFlush() {
        harness.transportEnds();
        harness = with(1 << 20);
        transport = harness.transport;
        session = harness.session;
        transport.block();
        WebSocketMessage large = new BinaryMessage(new byte[16 * 1024]);
        session.sendMessage(large).subscribe(null, null, () -> session.close());
        while (transport.isWritable()) {
            session.sendMessage(large);
        }
        transport.room = Long.MAX_VALUE;
        session.sendMessage(new TextMessage("late"));
        harness.settles();

        assertThat(transport.received()).endsWith(serverClose(1000, ""));
    }

    // ---- the sender's batch

    @Test
    void batchOfOneSenderKeepsNobodyElsesMessages() {
        transport.senderReads = true;
        send("a");
        transport.senderReads = false;
        send("b");
        assertThat(transport.waitingTasks()).isEqualTo(1);
        harness.settles();

        assertThat(transport.received()).isEqualTo(serverText("a") + serverText("b"));
    }

    @Test
    void batchOfTheSenderIsHandedOverAtItsEnd() {
        transport.senderReads = true;
        send("a");
        send("b");
        assertThat(transport.waitingTasks()).isZero();

        transport.endSendersBatch();
        assertThat(transport.waitingTasks()).isEqualTo(1);
        harness.settles();
        assertThat(transport.received()).isEqualTo(serverText("a") + serverText("b"));
    }

    @Test
    void batchOfTheSenderDoesNotFillItWhileTheLoopWouldKeepUp() {
        transport.senderReads = true;
        int handedOver = 0;
        for (int i = 0; i < 100; i++) {
            send(MAX_BYTES / 2);
            assertThat(session.isOpen()).isTrue();
            if (transport.waitingTasks() > 0) {
                handedOver++;
                harness.settles();
            }
        }
        transport.endSendersBatch();
        harness.settles();

        assertThat(transport.receivedBytes()).isEqualTo(100 * (MAX_BYTES / 2 - OVERHEAD + 4));
        assertThat(handedOver).as("in bulk").isBetween(10, 40);
    }

    @Test
    void loopThatEndsBeforeTheBatchOfTheSenderDropsWhatItHolds() {
        transport.senderReads = true;
        Mono<Void> message = send("a");
        transport.endLoop();
        transport.endSendersBatch();

        StepVerifier.create(message).verifyError(SessionClosedException.class);
        assertThat(session.getQueuedBytes()).isZero();
    }
}

package io.tidewire.websocket.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.websocket.SessionClosedException;
import io.tidewire.websocket.TextMessage;
import io.tidewire.websocket.WebSocketMessage;
import io.tidewire.websocket.WebSocketOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import reactor.test.StepVerifier;

/** From any thread to the event loop: in order, nothing twice, nothing lost, within a bound. */
class InboxTest {

    private static final int MAX_BYTES = 1000;

    private final FakeTransport transport = new FakeTransport();
    private final AtomicInteger filled = new AtomicInteger();
    private final Inbox inbox = new Inbox(transport, MAX_BYTES, filled::incrementAndGet);
    private final Outbound road =
            new Outbound(transport, new Cork(transport), WebSocketOptions.defaults(), null, new Nobody());

    private Outgoing message(String text, long weight) {
        return new Outgoing(road, new TextMessage(text), weight, null);
    }

    private List<String> poll() {
        inbox.open();
        List<String> polled = new ArrayList<>();
        for (Waiting next = inbox.poll(); next != null; next = inbox.poll()) {
            polled.add(((TextMessage) ((Outgoing) next).message).getPayload());
        }
        return polled;
    }

    @Test
    void loopHearsOfTheFirstOnly() {
        inbox.offer(message("a", 10));
        inbox.offer(message("b", 10));
        assertThat(transport.waitingTasks()).isEqualTo(1);
        assertThat(inbox.isEmpty()).isFalse();
        assertThat(inbox.bytes()).isEqualTo(20);

        assertThat(poll()).containsExactly("a", "b");
        assertThat(inbox.isEmpty()).isTrue();
        assertThat(inbox.bytes()).isZero();

        inbox.offer(message("c", 10));
        assertThat(transport.waitingTasks()).isEqualTo(2);
        transport.runTasks();
        assertThat(filled).hasValue(2);
    }

    @Test
    void whatComesWhileItIsEmptiedStaysBehindWhatIsThere() {
        inbox.offer(message("a", 10));
        inbox.offer(message("b", 10));
        inbox.open();
        assertThat(inbox.poll()).isInstanceOf(Outgoing.class);
        inbox.offer(message("c", 10));
        assertThat(inbox.isEmpty()).isFalse();

        assertThat(poll()).containsExactly("b", "c");
    }

    @Test
    void eachOfManyThreadsKeepsItsOrderAndNothingIsLost() throws InterruptedException {
        int threads = 4;
        int each = 20_000;
        CountDownLatch running = new CountDownLatch(threads);
        AtomicInteger refused = new AtomicInteger();
        for (int t = 0; t < threads; t++) {
            String name = t + " ";
            new Thread(() -> {
                        for (int i = 0; i < each; i++) {
                            if (!inbox.offer(message(name + i, i % 2))) {
                                refused.incrementAndGet();
                            }
                        }
                        running.countDown();
                    })
                    .start();
        }
        int[] next = new int[threads];
        int polled = 0;
        boolean done = false;
        while (!done) {
            done = running.getCount() == 0;
            // only when it was told, as the event loop does
            int told = transport.waitingTasks();
            transport.runTasks();
            for (String text : told > 0 ? poll() : List.<String>of()) {
                int space = text.indexOf(' ');
                int number = Integer.parseInt(text.substring(space + 1));
                int thread = Integer.parseInt(text.substring(0, space));
                assertThat(number).isGreaterThanOrEqualTo(next[thread]);
                next[thread] = number + 1;
                polled++;
            }
        }
        running.await();
        assertThat(polled + refused.get()).isEqualTo(threads * each);
        assertThat(inbox.isEmpty()).isTrue();
        assertThat(inbox.bytes()).isZero();
    }

    // ---- the bound

    @Test
    void eightTimesWhatMayWaitForTheNetworkMayBeHere() {
        for (int i = 0; i < 8; i++) {
            assertThat(inbox.offer(message("m" + i, MAX_BYTES))).isTrue();
        }
        assertThat(inbox.offer(message("the one that crosses the bound", 1))).isTrue();
        assertThat(inbox.offer(message("too much", 1))).isFalse();
        assertThat(inbox.bytes()).isEqualTo(8 * MAX_BYTES + 1);
        assertThat(inbox.offer(message("part of a stream", 0))).isTrue();

        assertThat(poll()).hasSize(10).doesNotContain("too much");
        assertThat(inbox.offer(message("room again", MAX_BYTES))).isTrue();
    }

    // ---- the sender's batch

    @Test
    void batchOfTheSenderIsHandedOverAtItsEnd() {
        transport.senderReads = true;
        inbox.offer(message("a", 10));
        inbox.offer(message("b", 10));
        assertThat(transport.waitingTasks()).isZero();

        transport.endSendersBatch();
        assertThat(transport.waitingTasks()).isEqualTo(1);
        assertThat(poll()).containsExactly("a", "b");
    }

    @Test
    void batchOfTheSenderDoesNotFillItWhileTheLoopWouldKeepUp() {
        transport.senderReads = true;
        List<String> polled = new ArrayList<>();
        int handedOver = 0;
        for (int i = 0; i < 100; i++) {
            assertThat(inbox.offer(message("m" + i, MAX_BYTES / 2))).isTrue();
            if (transport.waitingTasks() > 0) {
                handedOver++;
                transport.runTasks();
                polled.addAll(poll());
            }
        }
        transport.endSendersBatch();
        transport.runTasks();
        polled.addAll(poll());

        assertThat(polled).hasSize(100).startsWith("m0", "m1").endsWith("m99");
        assertThat(handedOver).as("in bulk").isBetween(10, 40);
    }

    @Test
    void loopThatEndsBeforeTheBatchOfTheSenderDropsWhatItHolds() {
        transport.senderReads = true;
        Outgoing message = message("a", 10);
        inbox.offer(message);
        transport.endLoop();
        transport.endSendersBatch();

        StepVerifier.create(message).verifyError(SessionClosedException.class);
        assertThat(inbox.isEmpty()).isTrue();
    }

    /** Whom the messages' road belongs to; it is not used. */
    private static final class Nobody implements Outbound.Owner {

        @Override
        public void onSent() {}

        @Override
        public void onClosing() {}

        @Override
        public void onTooSlow() {}

        @Override
        public void onCutShort(Runnable tell) {}

        @Override
        public void onSuspend(boolean suspended) {}

        @Override
        public void onDropped(WebSocketMessage message) {}
    }
}

package io.tidewire.websocket.session;

import static io.tidewire.websocket.testing.Frames.BINARY;
import static io.tidewire.websocket.testing.Frames.clientText;
import static io.tidewire.websocket.testing.Frames.server;
import static io.tidewire.websocket.testing.Frames.serverClose;
import static io.tidewire.websocket.testing.Frames.serverText;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.websocket.BinaryMessage;
import io.tidewire.websocket.SessionClosedException;
import io.tidewire.websocket.TextMessage;
import io.tidewire.websocket.WebSocketMessage;
import io.tidewire.websocket.testing.Hex;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import reactor.test.publisher.TestPublisher;

/** What waits for a slow client is bounded: 1 MiB, and then 1013. */
class OutboundBoundTest {

    private static final int BOUND = 1024 * 1024;

    /** What a waiting message counts besides its payload. */
    private static final int OVERHEAD = 64;

    private static final String WHAT_BLOCKS = server(BINARY, Hex.times(65_536, "ee"));

    private final SessionHarness harness = new SessionHarness().open();
    private final FakeTransport transport = harness.transport;
    private final EngineSession session = harness.session;

    @AfterEach
    void releases() {
        harness.transportEnds();
    }

    private static BinaryMessage binary(int length, int fill) {
        return new BinaryMessage(Hex.hex(Hex.times(length, "%02x".formatted(fill))));
    }

    /** The network takes nothing, and its buffer is full. */
    private void blocked() {
        transport.block();
        session.sendMessage(binary(65_536, 0xee));
        harness.settles();
        assertThat(transport.isWritable()).isFalse();
    }

    @Test
    void clientThatReadsTooSlowlyIsClosedWith1013() {
        blocked();
        Mono<Void> first = session.sendMessage(binary(BOUND / 2, 1));
        session.sendMessage(binary(BOUND / 2 - 2 * OVERHEAD, 2));
        session.sendMessage(binary(1, 3));
        assertThat(session.isOpen()).isTrue();

        Mono<Void> refused = session.sendMessage(binary(1, 4));
        assertThat(session.isOpen()).isFalse();
        harness.settles();
        StepVerifier.create(refused).verifyError(SessionClosedException.class);
        StepVerifier.create(first).verifyError(SessionClosedException.class);
        assertThat(harness.notes.told).containsExactly("open", "close 1013");

        transport.take(Long.MAX_VALUE);
        assertThat(transport.received()).isEqualTo(WHAT_BLOCKS + serverClose(1013, "client reads too slowly"));
        assertThat(transport.ends).containsExactly("closeOutput");
    }

    @Test
    void nothingFillsTheGapThatARefusedMessageLeaves() {
        TestPublisher<WebSocketMessage> stream = TestPublisher.create();
        Mono<Void> sent = session.send(stream);
        StepVerifier.create(sent)
                .then(() -> {
                    blocked();
                    session.sendMessage(binary(2 * BOUND, 1));
                    session.sendMessage(binary(1, 2));
                    session.sendMessage(binary(1, 3));
                    assertThat(session.isOpen()).isFalse();

                    transport.take(Long.MAX_VALUE); // all that waits, before the session is closed
                    stream.next(new TextMessage("gap"));
                    harness.settles();
                })
                .verifyError(SessionClosedException.class);

        assertThat(transport.received())
                .doesNotContain(serverText("gap"))
                .endsWith(server(BINARY, "02") + serverClose(1013, "client reads too slowly"));
    }

    @Test
    void emptyMessagesDoNotWaitWithoutEnd() {
        blocked();
        int accepted = 0;
        while (session.isOpen() && accepted < 1_000_000) {
            session.sendMessage(new TextMessage(""));
            accepted++;
        }
        harness.settles();

        assertThat(accepted).isBetween(BOUND / OVERHEAD, BOUND / OVERHEAD + 2);
        assertThat(harness.notes.told).containsExactly("open", "close 1013");
    }

    @Test
    void burstToAClientThatReadsIsNotTooSlow() {
        harness.notes.inOnMessage = message -> {
            for (int i = 0; i < 300; i++) {
                session.sendMessage(binary(10_000, 7));
            }
        };
        harness.receives(clientText("replay"));
        harness.settles();

        assertThat(session.isOpen()).isTrue();
        assertThat(transport.receivedBytes()).isEqualTo(300 * 10_004);
    }

    @Test
    void singleMessageMayBeLargerThanTheBound() {
        session.sendMessage(binary(3 * BOUND, 1));
        harness.settles();

        assertThat(transport.receivedBytes()).isEqualTo(3 * BOUND + 10);
        assertThat(session.isOpen()).isTrue();
    }

    @Test
    void whatOtherThreadsHandOverIsBoundedToo() throws InterruptedException {
        Thread sender = new Thread(() -> {
            for (int i = 0; i < 100; i++) {
                session.sendMessage(binary(100_000, i));
            }
        });
        sender.start();
        sender.join();
        assertThat(session.isOpen()).isFalse();

        harness.settles();
        assertThat(harness.notes.told).containsExactly("open", "close 1013");
    }

    @Test
    void burstOfAnotherThreadToAClientThatReadsIsNotTooSlow() throws InterruptedException {
        Thread sender = new Thread(() -> {
            for (int i = 0; i < 50; i++) {
                session.sendMessage(binary(100_000, i));
            }
        });
        sender.start();
        sender.join();
        assertThat(session.getQueuedBytes()).isEqualTo(50 * (100_000 + OVERHEAD));
        harness.settles();

        assertThat(session.isOpen()).isTrue();
        assertThat(session.getQueuedBytes()).isZero();
        assertThat(transport.receivedBytes()).isEqualTo(50 * 100_010);
    }

    @Test
    void burstOfAnotherThreadToAClientThatDoesNotReadIsTooSlow() throws InterruptedException {
        blocked();
        Thread sender = new Thread(() -> {
            for (int i = 0; i < 20; i++) {
                session.sendMessage(binary(100_000, i));
            }
        });
        sender.start();
        sender.join();
        assertThat(session.isOpen()).as("nobody knows yet").isTrue();
        harness.settles();

        assertThat(harness.notes.told).containsExactly("open", "close 1013");
        assertThat(session.getQueuedBytes()).isZero();
    }

    @Test
    void burstWithinAViewIsNotTooSlow() {
        blocked();
        session.sendMessage(binary(300_000, 1)).subscribe(null, null, () -> {
            for (int i = 0; i < 50; i++) {
                session.sendMessage(binary(100_000, i));
            }
        });
        transport.take(Long.MAX_VALUE);
        harness.settles();

        assertThat(session.isOpen()).isTrue();
        assertThat(transport.receivedBytes()).isEqualTo(65_546 + 300_010 + 50 * 100_010);
    }

    @Test
    void whatHasGoneOutNoLongerCounts() {
        for (int i = 0; i < 20; i++) {
            blocked();
            session.sendMessage(binary(BOUND, 1));
            transport.take(Long.MAX_VALUE);
            harness.settles();
        }
        assertThat(session.isOpen()).isTrue();
    }

    @Test
    void messageBehindTheRefusedOneIsRefusedEvenIfThereIsRoomAgain() {
        blocked();
        session.sendMessage(binary(BOUND, 1));
        session.sendMessage(binary(BOUND, 2));
        session.sendMessage(binary(1, 3));
        transport.take(Long.MAX_VALUE);

        StepVerifier.create(session.sendMessage(binary(1, 4))).verifyError(SessionClosedException.class);
    }
}

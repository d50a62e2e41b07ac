package io.tidewire.websocket.session;

import static io.tidewire.websocket.testing.Frames.BINARY;
import static io.tidewire.websocket.testing.Frames.PING;
import static io.tidewire.websocket.testing.Frames.PONG;
import static io.tidewire.websocket.testing.Frames.client;
import static io.tidewire.websocket.testing.Frames.clientClose;
import static io.tidewire.websocket.testing.Frames.clientText;
import static io.tidewire.websocket.testing.Frames.server;
import static io.tidewire.websocket.testing.Frames.serverClose;
import static io.tidewire.websocket.testing.Frames.serverText;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.websocket.BinaryMessage;
import io.tidewire.websocket.CloseStatus;
import io.tidewire.websocket.MessageDroppedException;
import io.tidewire.websocket.OutboundPolicy;
import io.tidewire.websocket.SessionClosedException;
import io.tidewire.websocket.TextMessage;
import io.tidewire.websocket.WebSocketMessage;
import io.tidewire.websocket.WebSocketOptions;
import io.tidewire.websocket.testing.Hex;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import reactor.test.publisher.TestPublisher;

/** What becomes of messages that a slow client does not take. */
class OutboundPolicyTest {

    /** Ten messages of 36 bytes, each of which counts 64 bytes more. */
    private static final int BOUND = 1000;

    private static final int LENGTH = 36;

    private static final String WHAT_BLOCKS = server(BINARY, Hex.times(65_536, "ee"));

    private final List<SessionHarness> harnesses = new ArrayList<>();

    @AfterEach
    void releases() {
        harnesses.forEach(SessionHarness::transportEnds);
    }

    private SessionHarness open(OutboundPolicy policy) {
        SessionHarness harness = new SessionHarness(WebSocketOptions.builder()
                        .outboundMaxBytes(BOUND)
                        .outboundPolicy(policy)
                        .build())
                .open();
        harnesses.add(harness);
        return harness;
    }

    /** The network takes nothing, and its buffer is full. */
    private SessionHarness blocked(OutboundPolicy policy) {
        SessionHarness harness = open(policy);
        block(harness);
        return harness;
    }

    private static void block(SessionHarness harness) {
        harness.transport.block();
        harness.session.sendMessage(new BinaryMessage(Hex.hex(Hex.times(65_536, "ee"))));
        harness.settles();
        assertThat(harness.transport.isWritable()).isFalse();
    }

    private static String text(int i) {
        return "%036d".formatted(i);
    }

    private static TextMessage message(int i) {
        return new TextMessage(text(i));
    }

    private static String frames(int... which) {
        return IntStream.of(which).mapToObj(i -> serverText(text(i))).collect(Collectors.joining());
    }

    private static List<Mono<Void>> sends(SessionHarness harness, int count) {
        List<Mono<Void>> views = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            views.add(harness.session.sendMessage(message(i)));
        }
        return views;
    }

    private static String receivedAfter(SessionHarness harness) {
        harness.transport.take(Long.MAX_VALUE);
        harness.settles();
        return harness.transport.received();
    }

    @Test
    void closeIsTheDefault() {
        assertThat(WebSocketOptions.defaults().outboundPolicy()).isEqualTo(OutboundPolicy.CLOSE);
    }

    // ---- drop-oldest

    @Test
    void oldestLeavesUntilTheNewOneFits() {
        SessionHarness harness = blocked(OutboundPolicy.DROP_OLDEST);
        List<Mono<Void>> views = sends(harness, 12);
        assertThat(harness.session.getQueuedBytes()).isEqualTo(BOUND);
        assertThat(harness.session.getDroppedMessages()).isEqualTo(2);
        assertThat(harness.notes.told).as("never within the call").containsExactly("open");
        harness.settles();
        assertThat(harness.notes.told).containsExactly("open", "dropped 36", "dropped 36");

        StepVerifier.create(views.get(0)).verifyError(MessageDroppedException.class);
        StepVerifier.create(views.get(1)).verifyError(MessageDroppedException.class);
        assertThat(receivedAfter(harness)).isEqualTo(WHAT_BLOCKS + frames(2, 3, 4, 5, 6, 7, 8, 9, 10, 11));
        StepVerifier.create(views.get(2)).verifyComplete();
    }

    @Test
    void giantMakesAllOthersLeaveAndGoesOut() {
        SessionHarness harness = blocked(OutboundPolicy.DROP_OLDEST);
        sends(harness, 5);
        harness.session.sendMessage(new BinaryMessage(new byte[10 * BOUND]));
        assertThat(harness.session.getQueuedBytes()).isEqualTo(BOUND);

        assertThat(receivedAfter(harness)).isEqualTo(WHAT_BLOCKS + server(BINARY, Hex.times(10 * BOUND, "00")));
        assertThat(harness.session.getDroppedMessages()).isEqualTo(5);
    }

    @Test
    void messageThatHasBegunIsNotDropped() {
        SessionHarness harness = open(OutboundPolicy.DROP_OLDEST);
        harness.transport.block();
        harness.session.sendMessage(new BinaryMessage(new byte[600_000]));
        sends(harness, 30);

        assertThat(receivedAfter(harness))
                .isEqualTo(server(BINARY, Hex.times(600_000, "00")) + frames(20, 21, 22, 23, 24, 25, 26, 27, 28, 29));
    }

    @Test
    void whoHearsThatItsMessageWasDroppedMaySend() {
        SessionHarness harness = blocked(OutboundPolicy.DROP_OLDEST);
        harness.session
                .sendMessage(message(0))
                .subscribe(null, dropped -> harness.session.sendMessage(new TextMessage("gap")));
        sends(harness, 10);

        assertThat(receivedAfter(harness)).contains(serverText("gap"));
        assertThat(harness.session.isOpen()).isTrue();
    }

    @Test
    void paceOfAStreamIsItsBoundAndNothingOfItIsDropped() {
        SessionHarness harness = open(OutboundPolicy.DROP_OLDEST);
        List<String> outcome = new ArrayList<>();
        harness.transport.block();
        harness.session
                .send(Flux.range(0, 100).map(i -> new BinaryMessage(new byte[20_000])))
                .subscribe(null, failure -> outcome.add(failure.toString()), () -> outcome.add("done"));
        sends(harness, 30);
        receivedAfter(harness);

        assertThat(outcome).containsExactly("done");
        assertThat(harness.transport.receivedBytes()).isEqualTo(100 * 20_004 + 10 * (LENGTH + 2));
        assertThat(harness.session.getDroppedMessages()).isEqualTo(20);
    }

    // ---- drop-newest

    @Test
    void newestIsDroppedIfItDoesNotFit() {
        SessionHarness harness = blocked(OutboundPolicy.DROP_NEWEST);
        List<Mono<Void>> views = sends(harness, 12);
        assertThat(harness.session.getQueuedBytes()).isEqualTo(BOUND);
        assertThat(harness.session.getDroppedMessages()).isEqualTo(2);
        StepVerifier.create(views.get(10)).verifyError(MessageDroppedException.class);
        StepVerifier.create(views.get(11)).verifyError(MessageDroppedException.class);
        harness.settles();
        assertThat(harness.notes.told).containsExactly("open", "dropped 36", "dropped 36");

        assertThat(receivedAfter(harness)).isEqualTo(WHAT_BLOCKS + frames(0, 1, 2, 3, 4, 5, 6, 7, 8, 9));
    }

    @ParameterizedTest
    @EnumSource(names = {"DROP_NEWEST", "DROP_OLDEST"})
    void nothingIsDroppedThatTheNetworkTakes(OutboundPolicy policy) throws InterruptedException {
        SessionHarness harness = open(policy);
        Thread sender = new Thread(() -> sends(harness, 50));
        sender.start();
        sender.join();
        harness.settles();

        assertThat(harness.session.getDroppedMessages()).isZero();
        assertThat(harness.transport.receivedBytes()).isEqualTo(50 * (LENGTH + 2));
    }

    @ParameterizedTest
    @EnumSource(names = {"DROP_NEWEST", "DROP_OLDEST"})
    void whatTheLoopDoesNotKeepUpWithIsDropped(OutboundPolicy policy) throws InterruptedException {
        SessionHarness harness = open(policy);
        List<Mono<Void>> views = new ArrayList<>();
        Thread sender = new Thread(() -> views.addAll(sends(harness, 1000)));
        sender.start();
        sender.join();
        long most = 8 * BOUND + LENGTH + 64;
        assertThat(harness.session.getQueuedBytes()).isBetween(most - 200, most);
        assertThat(harness.session.getDroppedMessages()).isEqualTo(1000 - 81);
        StepVerifier.create(views.get(999)).verifyError(MessageDroppedException.class);
        harness.settles();

        assertThat(harness.session.isOpen()).isTrue();
        assertThat(harness.transport.receivedBytes()).isEqualTo(81 * (LENGTH + 2));
        assertThat(harness.notes.told).as("a tellable number of them").hasSize(1 + BOUND / (LENGTH + 64));
    }

    // ---- latest

    @Test
    void latestTakesThePlaceOfTheOneWithAnEqualKey() {
        SessionHarness harness = blocked(OutboundPolicy.LATEST);
        Mono<Void> former = harness.session.sendMessage(message(1).withKey(List.of("EUR")));
        harness.session.sendMessage(message(2).withKey(List.of("USD")));
        harness.session.sendMessage(message(3));
        harness.session.sendMessage(message(4).withKey(List.of("EUR")));
        harness.session.sendMessage(message(5).withKey(List.of("EUR")));
        harness.settles();
        assertThat(harness.session.getQueuedBytes()).isEqualTo(3 * (LENGTH + 64));
        assertThat(harness.session.getDroppedMessages()).isEqualTo(2);
        assertThat(harness.notes.told).containsExactly("open", "dropped 36", "dropped 36");
        StepVerifier.create(former).verifyError(MessageDroppedException.class);

        assertThat(receivedAfter(harness)).isEqualTo(WHAT_BLOCKS + frames(5, 2, 3));
    }

    @Test
    void manyUpdatesOfFewKeysNeverFillTheQueue() {
        SessionHarness harness = blocked(OutboundPolicy.LATEST);
        for (int i = 0; i < 10_000; i++) {
            harness.session.sendMessage(message(i).withKey(i % 10));
        }
        assertThat(harness.session.getQueuedBytes()).isEqualTo(BOUND);

        assertThat(receivedAfter(harness))
                .isEqualTo(WHAT_BLOCKS + frames(9990, 9991, 9992, 9993, 9994, 9995, 9996, 9997, 9998, 9999));
    }

    @Test
    void messagesWithoutAKeyAreNotReplacedAndCloseBeyondTheBound() {
        SessionHarness harness = blocked(OutboundPolicy.LATEST);
        sends(harness, 11);
        assertThat(harness.session.isOpen()).isTrue();
        harness.session.sendMessage(message(11));
        harness.settles();

        assertThat(harness.notes.told).containsExactly("open", "close 1013");
        assertThat(receivedAfter(harness)).isEqualTo(WHAT_BLOCKS + serverClose(1013, "client reads too slowly"));
    }

    @Test
    void updateThatIsNoLongerTakesItsPlaceThoughTheOthersAreBeyondTheBound() {
        SessionHarness harness = blocked(OutboundPolicy.LATEST);
        for (int i = 0; i < 9; i++) {
            harness.session.sendMessage(message(i).withKey(i));
        }
        harness.session.sendMessage(new BinaryMessage(new byte[BOUND]).withKey("giant"));
        harness.session.sendMessage(message(9).withKey(0));
        assertThat(harness.session.isOpen()).isTrue();

        assertThat(receivedAfter(harness))
                .isEqualTo(WHAT_BLOCKS + frames(9, 1, 2, 3, 4, 5, 6, 7, 8) + server(BINARY, Hex.times(BOUND, "00")));
    }

    @Test
    void replacementsThatGrowAreBounded() {
        SessionHarness harness = blocked(OutboundPolicy.LATEST);
        for (int i = 0; i < 10; i++) {
            harness.session.sendMessage(message(i).withKey(i));
        }
        for (int i = 0; i < 10; i++) {
            harness.session.sendMessage(new BinaryMessage(new byte[BOUND]).withKey(i));
        }
        assertThat(harness.session.isOpen()).isFalse();
        assertThat(harness.session.getQueuedBytes()).isLessThan(3 * BOUND);
    }

    // ---- suspend

    /** The client asks, the handler answers with what the client does not read. */
    private SessionHarness answering(int answerLength) {
        SessionHarness harness = open(OutboundPolicy.SUSPEND);
        harness.notes.inOnMessage =
                message -> harness.session.sendMessage(new BinaryMessage(new byte[answerLength - 64]));
        block(harness);
        return harness;
    }

    /** The listener asks for this many messages, and for more in its own time. */
    private SessionHarness suspending(long firstRequest) {
        SessionHarness harness = new SessionHarness(WebSocketOptions.builder()
                .outboundMaxBytes(BOUND)
                .outboundPolicy(OutboundPolicy.SUSPEND)
                .build());
        harnesses.add(harness);
        harness.notes.firstRequest = firstRequest;
        return harness.open();
    }

    @Test
    void clientThatDoesNotReadIsNotReadUntilTheQueueHasDrainedToHalf() {
        SessionHarness harness = answering(100);
        for (int i = 0; i < 10; i++) {
            harness.receives(clientText("q" + i));
        }
        assertThat(harness.transport.reading).isTrue();
        harness.receives(clientText("q10"));
        assertThat(harness.transport.reading).isFalse();

        harness.transport.take(65_546);
        harness.settles();
        assertThat(harness.session.getQueuedBytes()).isZero();
        assertThat(harness.transport.reading).isTrue();
        harness.receives(clientText("q11"));
        assertThat(harness.notes.told).endsWith("q11");
        assertThat(harness.session.isOpen()).isTrue();
    }

    @Test
    void questionsThatCameInOneReadWaitToo() {
        SessionHarness harness = answering(100);
        String[] questions =
                IntStream.range(0, 1000).mapToObj(i -> clientText("q" + i)).toArray(String[]::new);
        harness.receives(questions);
        assertThat(harness.notes.told).hasSize(1 + 11);
        assertThat(harness.session.getQueuedBytes()).isEqualTo(11 * 100);

        receivedAfter(harness);
        assertThat(harness.notes.told).hasSize(1 + 1000);
        assertThat(harness.transport.reading).isTrue();
        assertThat(harness.transport.receivedBytes()).isEqualTo(65_546 + 1000 * 38);
    }

    @Test
    void otherSendersCloseItAtFourTimesTheBound() {
        SessionHarness harness = blocked(OutboundPolicy.SUSPEND);
        sends(harness, 41);
        assertThat(harness.session.isOpen()).isTrue();
        harness.session.sendMessage(message(41));
        harness.settles();

        assertThat(harness.notes.told).containsExactly("open", "close 1013");
        assertThat(harness.transport.reading).isTrue();
    }

    @Test
    void ownCloseReadsAgainSoThatTheClientsAnswerIsSeen() {
        SessionHarness harness = answering(600);
        harness.receives(clientText("a"), clientText("b"), clientText("c"));
        assertThat(harness.transport.reading).isFalse();
        harness.session.close(CloseStatus.NORMAL);
        harness.settles();
        assertThat(harness.transport.reading).isTrue();

        receivedAfter(harness);
        harness.receives(clientClose(1000, ""));
        assertThat(harness.notes.told).containsExactly("open", "a", "b", "close 1000");
    }

    @Test
    void listenerThatDoesNotAskKeepsItUnreadAfterTheQueueHasDrained() {
        SessionHarness paced = suspending(1);
        paced.notes.inOnMessage = message -> paced.session.sendMessage(new BinaryMessage(new byte[2 * BOUND]));
        block(paced);
        paced.session.sendMessage(message(1));
        String large = "b".repeat(64 * 1024); // what may wait for the listener
        paced.receives(clientText("a"), clientText(large));
        assertThat(paced.transport.reading).isFalse();
        receivedAfter(paced);
        assertThat(paced.transport.reading).isFalse();

        paced.notes.inbound.request(1);
        paced.settles();
        assertThat(paced.notes.told).containsExactly("open", "a", "65536 chars");
        assertThat(paced.transport.reading).isTrue();
    }

    @Test
    void whatIsUnreadBehindAMessageThatWaitsKeepsTheClientUnread() {
        SessionHarness paced = suspending(0);
        paced.notes.inOnPong = () -> sends(paced, 11);
        block(paced);
        paced.receives(clientText("a"));
        paced.receives(client(PONG, "07"), clientText("b"), clientText("c"));
        assertThat(paced.transport.reading).isFalse();
        receivedAfter(paced);
        assertThat(paced.transport.reading)
                .as("what would be read could not be decoded")
                .isFalse();

        paced.notes.inbound.request(3);
        assertThat(paced.notes.told).containsExactly("open", "pong 07", "a", "b", "c");
        assertThat(paced.transport.reading).isTrue();
        paced.receives(client(PING, "01"));
        assertThat(paced.transport.received()).endsWith("8a0101");
    }

    @Test
    void pingOfASuspendedClientIsNotSeenBeforeItReads() {
        SessionHarness harness = answering(2000);
        harness.receives(clientText("a"), clientText("b"), client(PING, "01"));
        assertThat(harness.transport.reading).isFalse();

        assertThat(receivedAfter(harness)).contains("8a0101");
    }

    private static TestPublisher<byte[]> beginsStream(SessionHarness harness, int firstLength) {
        TestPublisher<byte[]> content = TestPublisher.create();
        harness.session.sendBinary(content).subscribe(null, failure -> {});
        harness.settles();
        content.next(new byte[firstLength]);
        harness.settles();
        return content;
    }

    @Test
    void clientIsReadWhileAStreamWaitsForItsPublisher() { // which may be an echo of what the client still has to send
        SessionHarness harness = open(OutboundPolicy.SUSPEND);
        TestPublisher<byte[]> content = beginsStream(harness, 1);
        sends(harness, 12);
        assertThat(harness.session.getQueuedBytes()).isGreaterThan(BOUND);
        assertThat(harness.transport.reading).isTrue();

        content.complete();
        harness.settles();
        assertThat(harness.transport.received())
                .isEqualTo("020100" + "8000" + frames(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11));
    }

    @Test
    void clientIsReadAgainWhenAStreamHasNothingMoreForIt() {
        SessionHarness harness = open(OutboundPolicy.SUSPEND);
        harness.transport.block();
        TestPublisher<byte[]> content = beginsStream(harness, 65_536);
        sends(harness, 12);
        assertThat(harness.transport.reading)
                .as("it is the client that is slow")
                .isFalse();

        harness.transport.take(Long.MAX_VALUE);
        harness.settles();
        assertThat(harness.session.getQueuedBytes()).isGreaterThan(BOUND);
        assertThat(harness.transport.reading).isTrue();
        content.complete();
        harness.settles();
        assertThat(harness.session.getQueuedBytes()).isZero();
    }

    // ---- all of them

    @ParameterizedTest
    @EnumSource
    void queuedBytesStayBounded(OutboundPolicy policy) {
        SessionHarness harness = blocked(policy);
        long most = 0;
        for (int i = 0; i < 1000; i++) {
            WebSocketMessage message = message(i);
            harness.session.sendMessage(i % 2 == 0 ? message : message.withKey(i));
            most = Math.max(most, harness.session.getQueuedBytes());
        }
        assertThat(most).isBetween((long) BOUND, policy == OutboundPolicy.SUSPEND ? 4L * BOUND + 100 : BOUND + 100L);
    }

    @ParameterizedTest
    @EnumSource
    void endFailsWhatWaitsWithTheEndAndTellsOfNoDrop(OutboundPolicy policy) {
        SessionHarness harness = blocked(policy);
        Mono<Void> waits = harness.session.sendMessage(message(1));
        harness.transportEnds();
        harness.settles();

        StepVerifier.create(waits).verifyError(SessionClosedException.class);
        assertThat(harness.session.getDroppedMessages()).isZero();
        assertThat(harness.notes.told).containsExactly("open", "close 1006");
    }
}

package io.tidewire.websocket.session;

import static io.tidewire.websocket.testing.Frames.BINARY;
import static io.tidewire.websocket.testing.Frames.TEXT;
import static io.tidewire.websocket.testing.Frames.client;
import static io.tidewire.websocket.testing.Frames.server;
import static io.tidewire.websocket.testing.Frames.serverClose;
import static io.tidewire.websocket.testing.Frames.serverText;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.websocket.BinaryMessage;
import io.tidewire.websocket.Broadcast;
import io.tidewire.websocket.CloseStatus;
import io.tidewire.websocket.Compression;
import io.tidewire.websocket.OutboundPolicy;
import io.tidewire.websocket.TextMessage;
import io.tidewire.websocket.WebSocketMessage;
import io.tidewire.websocket.WebSocketOptions;
import io.tidewire.websocket.deflate.DeflateParameters;
import io.tidewire.websocket.protocol.Role;
import io.tidewire.websocket.testing.Hex;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** One message for many sessions of an event loop: each gets it as if it were its own. */
class BroadcastTest {

    private static final int BOUND = 1024 * 1024;
    private static final int SMALL_BOUND = 1000;
    private static final String AB = serverText("a") + serverText("b");

    private final Inbox inbox = new Inbox();
    private final List<SessionHarness> all = new ArrayList<>();
    private final SessionHarness one = open(WebSocketOptions.defaults(), null);
    private final SessionHarness two = open(WebSocketOptions.defaults(), null);
    private final SessionHarness three = open(WebSocketOptions.defaults(), null);

    @AfterEach
    void releases() {
        all.forEach(SessionHarness::transportEnds);
    }

    private SessionHarness open(WebSocketOptions options, @Nullable DeflateParameters deflate) {
        return open(Role.SERVER, options, deflate);
    }

    private SessionHarness openDropping() {
        return open(
                WebSocketOptions.builder()
                        .outboundMaxBytes(SMALL_BOUND)
                        .outboundPolicy(OutboundPolicy.DROP_NEWEST)
                        .build(),
                null);
    }

    private SessionHarness open(Role role, WebSocketOptions options, @Nullable DeflateParameters deflate) {
        SessionHarness harness = new SessionHarness(inbox, role, options, deflate).open();
        all.add(harness);
        return harness;
    }

    private static void send(WebSocketMessage message, SessionHarness... to) {
        Broadcast.send(
                message, Arrays.stream(to).map(harness -> harness.session).toList());
    }

    private static void send(String text, SessionHarness... to) {
        send(new TextMessage(text), to);
    }

    /** The event loop's turns: the transports have a queue each. */
    private void settle() {
        while (all.stream().anyMatch(harness -> harness.transport.waitingTasks() > 0)) {
            all.forEach(SessionHarness::settles);
        }
    }

    private static List<String> received(SessionHarness... by) {
        return Arrays.stream(by).map(harness -> harness.transport.received()).toList();
    }

    @Test
    void messagesOfABatchAreOneWakeUpAndOneWriteForEachSession() {
        InboxTest.elsewhere(() -> {
            send("a", one, two, three);
            send("b", one, two, three);
        });
        assertThat(all.stream()
                        .mapToInt(harness -> harness.transport.waitingTasks())
                        .sum())
                .isEqualTo(1);
        assertThat(two.session.getQueuedBytes()).isEqualTo(2 * (1 + SendQueue.OVERHEAD));
        settle();

        assertThat(received(one, two, three)).containsOnly(AB);
        for (SessionHarness harness : all) {
            assertThat(harness.transport.writes).isEqualTo(1);
            assertThat(harness.transport.flushes).isEqualTo(1);
            assertThat(harness.session.getQueuedBytes()).isZero();
        }
    }

    @Test
    void sendersOwnSessionsAreServedTheSameWay() {
        send("a", one, two);
        send("b", one, two);
        settle();

        assertThat(received(one, two)).containsOnly(AB);
        assertThat(one.transport.writes).isEqualTo(1);
    }

    @Test
    void othersMessagesKeepTheirPlacesBetweenThem() {
        InboxTest.elsewhere(() -> {
            send("a", one, two);
            two.session.sendMessage(new TextMessage("-"));
            send("b", one, two);
        });
        two.session.sendMessage(new TextMessage("behind"));
        settle();

        assertThat(received(one)).containsExactly(AB);
        assertThat(received(two))
                .containsExactly(serverText("a") + serverText("-") + serverText("b") + serverText("behind"));
    }

    @Test
    void eachGetsWhatWasMeantForIt() {
        send("a", one, two);
        send("b", two, three);
        send("c", one, two);
        settle();

        assertThat(received(one, two, three))
                .containsExactly(serverText("a") + serverText("c"), AB + serverText("c"), serverText("b"));
    }

    @Test
    void moreThanABlockOfFramesArrivesInOrder() {
        StringBuilder expected = new StringBuilder();
        for (int i = 0; i < 100; i++) {
            String text = String.valueOf(i).repeat(700);
            send(text, one, two);
            expected.append(serverText(text));
        }
        settle();

        assertThat(received(one, two)).containsOnly(expected.toString());
    }

    @Test
    void largeMessagesGoInPartsOfTheirOwn() {
        byte[] large = new byte[200_000];
        send("a", one, two);
        send(new BinaryMessage(large), one, two);
        send("b", one, two);
        settle();

        assertThat(received(one, two)).containsOnly(serverText("a") + server(BINARY, Hex.of(large)) + serverText("b"));
    }

    @Test
    void sessionThatHasClosedTakesNoPart() {
        two.session.close();
        settle();
        String before = two.transport.received();
        send("a", one, two);
        settle();

        assertThat(received(one, two)).containsExactly(serverText("a"), before);
    }

    @Test
    void whatIsHandedOverGoesOutBeforeTheCloseFrame() {
        send("a", one, two);
        send("b", one, two);
        two.session.close();
        send("c", one, two);
        settle();

        assertThat(received(one, two)).containsExactly(AB + serverText("c"), AB + serverClose(1000, ""));
        assertThat(two.session.getQueuedBytes()).isZero();
    }

    /** The first that is served hears that a message is out, and closes one that has not been served yet. */
    @Test
    void sessionThatIsClosedWhileOthersAreServedGetsItsOwnFirst() {
        List<Mono<Void>> first = new ArrayList<>();
        InboxTest.elsewhere(() -> first.add(one.session.sendMessage(new TextMessage("x"))));
        first.get(0).subscribe(null, null, () -> two.session.close());
        send("a", one, two);
        send("b", one, two);
        settle();

        assertThat(received(one, two)).containsExactly(serverText("x") + AB, AB + serverClose(1000, ""));
    }

    @Test
    void goodbyeReachesAllWhoAreClosedBehindIt() {
        send("bye", one, two, three);
        all.forEach(harness -> harness.session.close());
        settle();

        assertThat(received(one, two, three)).containsOnly(serverText("bye") + serverClose(1000, ""));
    }

    /** Otherwise each of many sessions would hold a buffer until all have been given everything. */
    @Test
    void longTurnIsDividedAndNothingIsLost() {
        SessionHarness[] many = new SessionHarness[600];
        for (int i = 0; i < many.length; i++) {
            many[i] = open(WebSocketOptions.defaults(), null);
        }
        byte[] large = new byte[10_000];
        send(new BinaryMessage(large), many);
        send(new BinaryMessage(large), many);
        settle();

        String twice = server(BINARY, Hex.of(large)).repeat(2);
        assertThat(received(many)).containsOnly(twice);
        assertThat(many)
                .allSatisfy(
                        harness -> assertThat(harness.session.getQueuedBytes()).isZero());
        assertThat(many)
                .allSatisfy(harness -> assertThat(harness.transport.flushes).isEqualTo(2));
    }

    // ---- bounds

    @Test
    void slowClientIsClosedWith1013AndNobodyElse() {
        one.transport.block();
        byte[] fill = new byte[BOUND / 4];
        for (int i = 0; i < 8; i++) {
            send(new BinaryMessage(fill), one, two);
            settle();
        }
        one.transport.take(Long.MAX_VALUE);
        settle();

        assertThat(one.notes.told).containsExactly("open", "close 1013");
        assertThat(two.notes.told).containsExactly("open");
        assertThat(two.transport.receivedBytes()).isEqualTo(8 * (BOUND / 4 + 10));
        assertThat(one.session.getQueuedBytes()).isZero();
    }

    @Test
    void eventLoopThatDoesNotKeepUpDropsByPolicy() {
        SessionHarness dropping = openDropping();
        byte[] fill = new byte[SMALL_BOUND - SendQueue.OVERHEAD];
        InboxTest.elsewhere(() -> {
            for (int i = 0; i < 12; i++) {
                send(new BinaryMessage(fill), dropping, two);
            }
        });
        settle();

        assertThat(dropping.transport.receivedBytes()).isEqualTo(9 * (fill.length + 4));
        assertThat(dropping.session.getDroppedMessages()).isEqualTo(3);
        assertThat(two.transport.receivedBytes()).isEqualTo(12 * (fill.length + 4));
        assertThat(dropping.session.isOpen()).isTrue();
    }

    @Test
    void messagesThatWaitForAClientAreSentWhenItReads() {
        one.transport.block();
        one.session.sendMessage(new BinaryMessage(new byte[64 * 1024]));
        settle();
        send("a", one, two);
        send("b", one, two);
        settle();
        assertThat(one.session.getQueuedBytes()).isEqualTo(2 * (1 + SendQueue.OVERHEAD));

        one.transport.take(Long.MAX_VALUE);
        settle();
        assertThat(one.transport.received()).endsWith(AB);
        assertThat(two.transport.received()).isEqualTo(AB);
    }

    // ---- not the same frames for all

    @Test
    void compressionIsEachSessionsOwn() {
        SessionHarness deflating = open(
                WebSocketOptions.builder().compression(Compression.DEFAULT).build(),
                new DeflateParameters(true, false, 15, false));
        String text = "tide in, tide out; ".repeat(200);
        send("a", one, deflating);
        send(text, one, deflating);
        send(new TextMessage(text).withoutCompression(), one, deflating);
        settle();

        String plain = serverText(text);
        assertThat(received(one)).containsExactly(serverText("a") + plain + plain);
        String compressed = deflating.transport.received();
        assertThat(compressed).startsWith(serverText("a") + "c1").endsWith(plain);
        assertThat(compressed.length()).isLessThan(plain.length() + 1000);
    }

    @Test
    void clientMasksItsFrames() {
        SessionHarness client = open(Role.CLIENT, WebSocketOptions.defaults(), null);
        send("abc", one, client);
        settle();

        String frame = client.transport.received();
        assertThat(frame).hasSize(2 * (2 + 4 + 3)).startsWith("8183");
        assertThat(frame).isEqualTo(client(TEXT, frame.substring(4, 12), "616263"));
    }

    // ---- failures

    @Test
    void oneThatFailsIsNothingToTheOthers() {
        one.transport.failsToWrite = true;
        send("a", one, two);
        send("b", one, two);
        settle();

        assertThat(received(two)).containsExactly(AB);
        assertThat(one.session.getQueuedBytes()).isZero();
    }

    /** What it has in store has to be sent first, to make room, by whoever sends to all. */
    @Test
    void oneThatFailsBeforeItTakesPartIsNothingToTheOthers() {
        SessionHarness full = openDropping();
        byte[] fill = new byte[SMALL_BOUND - SendQueue.OVERHEAD];
        InboxTest.elsewhere(() -> {
            for (int i = 0; i < 12; i++) {
                send(new BinaryMessage(fill), full);
            }
        });
        full.transport.hasNoMemory = true;
        send("a", two, full, three);
        settle();

        assertThat(received(two, three)).containsExactly(serverText("a"), serverText("a"));
        assertThat(two.session.getQueuedBytes()).isZero();
        assertThat(full.transport.ends).containsExactly("cut");
    }

    @Test
    void sessionWhoseTransportEndsMeanwhileIsLeftOut() {
        send("a", one, two);
        one.transportEnds();
        settle();

        assertThat(received(one, two)).containsExactly("", serverText("a"));
        assertThat(one.session.getQueuedBytes()).isZero();
        assertThat(one.notes.told).containsExactly("open", "close " + CloseStatus.ABNORMAL.getCode());
    }

    @Test
    void loopThatHasEndedDropsIt() {
        all.forEach(harness -> harness.transport.endLoop());
        send("a", one, two);

        assertThat(one.session.getQueuedBytes()).isZero();
        assertThat(received(one, two)).containsOnly("");
    }
}

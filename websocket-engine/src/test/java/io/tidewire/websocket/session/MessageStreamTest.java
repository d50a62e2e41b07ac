package io.tidewire.websocket.session;

import static io.tidewire.websocket.testing.Frames.BINARY;
import static io.tidewire.websocket.testing.Frames.BINARY_BEGINS;
import static io.tidewire.websocket.testing.Frames.CONTINUES;
import static io.tidewire.websocket.testing.Frames.ENDS;
import static io.tidewire.websocket.testing.Frames.PING;
import static io.tidewire.websocket.testing.Frames.PONG;
import static io.tidewire.websocket.testing.Frames.client;
import static io.tidewire.websocket.testing.Frames.clientClose;
import static io.tidewire.websocket.testing.Frames.server;
import static io.tidewire.websocket.testing.Frames.serverClose;
import static io.tidewire.websocket.testing.Frames.serverText;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.websocket.BinaryMessage;
import io.tidewire.websocket.CloseStatus;
import io.tidewire.websocket.SessionClosedException;
import io.tidewire.websocket.TextMessage;
import io.tidewire.websocket.WebSocketOptions;
import io.tidewire.websocket.testing.Hex;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscription;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;
import reactor.test.publisher.TestPublisher;

/** One message in fragments (RFC 6455, section 5.4), as its content comes. */
class MessageStreamTest {

    private static final int FRAGMENT = 64 * 1024;

    private static final String CUT_SHORT = serverClose(1011, "message cut short");

    private final SessionHarness harness = new SessionHarness().open();
    private final FakeTransport transport = harness.transport;
    private final EngineSession session = harness.session;
    private final List<String> outcome = new ArrayList<>();
    private final TestPublisher<byte[]> content = TestPublisher.create();

    @AfterEach
    void releases() {
        harness.transportEnds();
    }

    private Disposable watch(Mono<Void> sending) {
        return sending.subscribe(null, e -> outcome.add(e.getClass().getSimpleName()), () -> outcome.add("done"));
    }

    private Disposable sendsContent() {
        Disposable sending = watch(session.sendBinary(content));
        harness.settles(); // now it is asked
        return sending;
    }

    private void emits(String hex) {
        content.next(Hex.hex(hex));
        harness.settles();
    }

    private static byte[] bytes(int length) {
        return new byte[length];
    }

    private static String fragment(int first, int length) {
        return server(first, Hex.times(length, "00"));
    }

    // ---- frames

    @Test
    void theExampleOfTheRfcIsSent() { // 5.7: a fragmented unmasked text message
        TestPublisher<String> text = TestPublisher.create();
        watch(session.sendText(text));
        harness.settles();
        text.next("Hel");
        harness.settles();
        assertThat(transport.received()).isEqualTo("010348656c");
        text.next("lo").complete();
        harness.settles();

        assertThat(transport.received()).isEqualTo("010348656c" + "80026c6f");
        assertThat(outcome).containsExactly("done");
    }

    @Test
    void messageWhoseEndIsKnownInTimeIsOneFrame() {
        watch(session.sendText(Flux.just("Hel", "lo")));
        harness.settles();

        assertThat(transport.received()).isEqualTo("810548656c6c6f");
        assertThat(outcome).containsExactly("done");
    }

    @Test
    void noPiecesAreAnEmptyMessage() {
        watch(session.sendText(Flux.empty()));
        watch(session.sendBinary(Flux.just(bytes(0), bytes(0))));
        harness.settles();

        assertThat(transport.received()).isEqualTo("8100" + "8200");
        assertThat(outcome).containsExactly("done", "done");
    }

    @Test
    void firstFrameHasTheOpcodeAndOnlyTheLastIsFinal() {
        watch(session.sendBinary(Flux.range(0, 3).map(i -> bytes(FRAGMENT)).concatWithValues(bytes(10))));
        harness.settles();

        assertThat(transport.received())
                .isEqualTo(fragment(BINARY_BEGINS, FRAGMENT)
                        + fragment(CONTINUES, FRAGMENT)
                        + fragment(CONTINUES, FRAGMENT)
                        + fragment(ENDS, 10));
    }

    @Test
    void piecesOfAnyLengthMakeFullFragments() {
        watch(session.sendBinary(Flux.just(bytes(1), bytes(3 * FRAGMENT), bytes(FRAGMENT - 1))));
        harness.settles();

        assertThat(transport.received())
                .isEqualTo(fragment(BINARY_BEGINS, FRAGMENT)
                        + fragment(CONTINUES, FRAGMENT)
                        + fragment(CONTINUES, FRAGMENT)
                        + fragment(ENDS, FRAGMENT));
    }

    @Test
    void surrogatePairMayBeCutInTwo() { // 5.6: the whole message is valid UTF-8
        watch(session.sendText(Flux.just("a\uD83C", "\uDF0Ab", "\uD83C", "", "\uDF0A")));
        harness.settles();

        assertThat(transport.received()).isEqualTo(serverText("a\uD83C\uDF0Ab\uD83C\uDF0A"));
    }

    @Test
    void surrogateWithoutItsPartnerIsAQuestionMark() {
        watch(session.sendText(Flux.just("a\uD83C", "b", "\uDF0A", "\uD83C")));
        harness.settles();

        assertThat(transport.received()).isEqualTo(serverText("a?b??"));
    }

    @Test
    void anyCutOfATextArrivesWhole() {
        String text = "tide 潮 прилив 🌊 ".repeat(3);
        for (int at = 0; at <= text.length(); at++) {
            watch(session.sendText(Flux.just(text.substring(0, at), text.substring(at))));
            harness.settles();
            assertThat(transport.receivedSince()).isEqualTo(serverText(text));
        }
    }

    @Test
    void piecesOfAnotherThreadArriveInOrder() {
        String all = IntStream.range(0, 5000).mapToObj("%05d"::formatted).collect(Collectors.joining());
        watch(session.sendText(Flux.range(0, 5000).map(i -> "%05d".formatted(i)).publishOn(Schedulers.parallel())));
        long deadline = System.nanoTime() + 20_000_000_000L;
        while (outcome.isEmpty() && System.nanoTime() < deadline) {
            harness.settles();
        }

        assertThat(outcome).containsExactly("done");
        assertThat(payloads(Hex.hex(transport.received()))).isEqualTo(all);
    }

    @Test
    void piecesOfTheLoopDoNotOvertakeThoseOfAnotherThread() throws InterruptedException {
        sendsContent();
        emitsElsewhere("01");
        harness.settles(); // so that more than one is asked for
        emitsElsewhere("02");
        content.next(Hex.hex("03")).complete(); // the thread of the test is the loop
        harness.settles();

        assertThat(transport.received()).isEqualTo("020101" + "80020203");
        assertThat(outcome).containsExactly("done");
    }

    private void emitsElsewhere(String hex) throws InterruptedException {
        Thread another = new Thread(() -> content.next(Hex.hex(hex)));
        another.start();
        another.join();
    }

    @Test
    void secondSubscriptionIsCancelledAndTheFirstGoesOn() { // Reactive Streams, 2.5
        List<String> subscriptions = new ArrayList<>();
        watch(session.sendBinary(subscriber -> {
            subscriber.onSubscribe(noting("first", subscriptions));
            subscriber.onSubscribe(noting("second", subscriptions));
        }));
        harness.settles();

        assertThat(subscriptions).containsExactly("second cancelled", "first asked");
    }

    private static Subscription noting(String which, List<String> notes) {
        return new Subscription() {
            @Override
            public void request(long n) {
                notes.add(which + " asked");
            }

            @Override
            public void cancel() {
                notes.add(which + " cancelled");
            }
        };
    }

    /** The payloads of a text message in frames of less than 64 KiB, joined. */
    private static String payloads(byte[] frames) {
        StringBuilder joined = new StringBuilder();
        int at = 0;
        while (at < frames.length) {
            assertThat(frames[at] & 0x0F).isEqualTo(at == 0 ? 1 : 0);
            int length = frames[at + 1];
            at += 2;
            if (length == 126) {
                length = (frames[at] & 0xFF) << 8 | (frames[at + 1] & 0xFF);
                at += 2;
            }
            joined.append(new String(frames, at, length, UTF_8));
            at += length;
        }
        return joined.toString();
    }

    // ---- pace

    @Test
    void nothingHappensBeforeSomebodySubscribes() {
        Mono<Void> cold = session.sendText(Flux.just("a"));
        harness.settles();
        assertThat(transport.received()).isEmpty();

        StepVerifier.create(cold).then(harness::settles).verifyComplete();
        StepVerifier.create(cold).then(harness::settles).verifyComplete();
        assertThat(transport.received()).isEqualTo(serverText("a") + serverText("a"));
    }

    @Test
    void publisherIsAskedWhileTheNetworkTakesMoreAndNoLonger() {
        transport.block();
        AtomicInteger made = new AtomicInteger();
        watch(session.sendBinary(Flux.range(0, 10_000).map(i -> {
            made.incrementAndGet();
            return bytes(1000);
        })));
        harness.settles();
        assertThat(made.get()).as("two fragments").isBetween(60, 140);

        int before = made.get();
        transport.take(130_000);
        harness.settles();
        assertThat(made.get() - before).isBetween(60, 270);
        assertThat(session.getQueuedBytes()).isZero();

        transport.take(Long.MAX_VALUE);
        harness.settles();
        assertThat(outcome).containsExactly("done");
        assertThat(session.isOpen()).isTrue();
    }

    @Test
    void publisherIsNotAskedBeforeItsTurn() {
        sendsContent();
        emits("01");
        AtomicInteger asked = new AtomicInteger();
        watch(session.sendText(Flux.just("second").doOnRequest(n -> asked.incrementAndGet())));
        harness.settles();
        assertThat(asked).hasValue(0);

        content.complete();
        harness.settles();
        assertThat(transport.received()).isEqualTo("020101" + "8000" + serverText("second"));
        assertThat(outcome).containsExactly("done", "done");
    }

    @Test
    void completionWaitsForTheNetwork() {
        transport.block();
        watch(session.sendText(Flux.just("a")));
        harness.settles();
        assertThat(outcome).isEmpty();

        transport.take(Long.MAX_VALUE);
        assertThat(outcome).containsExactly("done");
    }

    // ---- what goes around it

    @Test
    void otherMessagesWaitBehindItAndControlFramesDoNot() { // 5.4
        sendsContent();
        emits("01");
        session.sendMessage(new TextMessage("behind"));
        watch(session.send(Flux.just(new TextMessage("stream"))));
        harness.receives(client(PING, "07"));
        session.sendPing(Hex.hex("08"));
        emits("02");
        assertThat(session.getQueuedBytes()).isEqualTo(64 + 6);
        content.complete();
        harness.settles();

        assertThat(transport.received())
                .isEqualTo("020101" + server(PONG, "07") + server(PING, "08") + "000102" + "8000" + serverText("behind")
                        + serverText("stream"));
        assertThat(outcome).containsExactlyInAnyOrder("done", "done");
    }

    @Test
    void placeInTheOrderIsThatOfTheThreadThatSends() throws InterruptedException {
        Thread sender = new Thread(() -> {
            session.sendMessage(new TextMessage("a"));
            watch(session.sendText(Flux.just("b")));
            session.sendMessage(new TextMessage("c"));
        });
        sender.start();
        sender.join();
        session.sendMessage(new TextMessage("d"));
        harness.settles();

        assertThat(transport.received())
                .isEqualTo(serverText("a") + serverText("b") + serverText("c") + serverText("d"));
    }

    @Test
    void whatWaitsBehindItIsBounded() {
        sendsContent();
        emits("01");
        for (int i = 0; i < 20; i++) {
            session.sendMessage(new BinaryMessage(bytes(100_000)));
        }
        harness.settles();

        assertThat(harness.notes.told).containsExactly("open", "close 1013");
        content.assertCancelled();
        assertThat(outcome).containsExactly("SessionClosedException");
        assertThat(transport.received()).isEqualTo("020101" + serverClose(1013, "client reads too slowly"));
    }

    @Test
    void messagesThatWaitForTheirTurnAreBounded() {
        sendsContent();
        emits("01");
        for (int i = 0; i < 20_000; i++) {
            watch(session.sendText(Flux.never()));
        }
        harness.settles();

        assertThat(harness.notes.told).containsExactly("open", "close 1013");
        assertThat(outcome).hasSize(20_001).containsOnly("SessionClosedException");
    }

    @Test
    void messagesThatTheLoopDoesNotKeepUpWithAreBounded() {
        SessionHarness small = new SessionHarness(
                        WebSocketOptions.builder().outboundMaxBytes(1000).build())
                .open();
        for (int i = 0; i < 1000; i++) {
            watch(small.session.sendText(Flux.never()));
        }
        assertThat(small.session.isOpen()).isFalse();
        assertThat(small.session.getQueuedBytes()).isLessThan(10_000);
        small.settles();

        assertThat(small.notes.told).containsExactly("open", "close 1013");
        assertThat(outcome).hasSize(1000).containsOnly("SessionClosedException");
        small.transportEnds();
    }

    @Test
    void messageThatWaitedAndIsCancelledCountsNoMore() {
        sendsContent();
        emits("01");
        Disposable waiting = watch(session.sendText(Flux.never()));
        harness.settles();
        assertThat(session.getQueuedBytes()).isEqualTo(64);
        waiting.dispose();
        harness.settles();

        assertThat(session.getQueuedBytes()).isZero();
    }

    @Test
    void publisherThatNeverPausesLeavesTheLoopToOthers() {
        AtomicInteger made = new AtomicInteger();
        AtomicInteger madeBefore = new AtomicInteger();
        watch(session.sendBinary(Flux.range(0, 160).map(i -> {
            if (made.incrementAndGet() == 1) {
                transport.execute(() -> madeBefore.set(made.get()));
            }
            return bytes(FRAGMENT);
        })));
        harness.settles();

        assertThat(madeBefore.get()).as("a MiB").isBetween(10, 20);
        assertThat(outcome).containsExactly("done");
        assertThat(transport.receivedBytes()).isGreaterThan(160 * FRAGMENT);
    }

    // ---- the end

    @Test
    void ownCloseWaitsForTheEndOfAMessageThatHasBegun() {
        sendsContent();
        emits("01");
        session.sendMessage(new TextMessage("behind"));
        session.close(CloseStatus.NORMAL);
        emits("02");
        content.complete();
        harness.settles();

        assertThat(transport.received())
                .isEqualTo("020101" + "000102" + "8000" + serverText("behind") + serverClose(1000, ""));
        assertThat(outcome).containsExactly("done");
    }

    @Test
    void ownCloseDropsAMessageThatHasNotBegun() {
        sendsContent();
        watch(session.sendText(Flux.just("waits")));
        session.close(CloseStatus.NORMAL);
        harness.settles();

        content.assertCancelled();
        assertThat(outcome).containsExactly("SessionClosedException", "SessionClosedException");
        assertThat(transport.received()).isEqualTo(serverClose(1000, ""));
    }

    @Test
    void messageThatNeverEndsIsCutAtTheCloseDeadline() {
        transport.room = 100;
        watch(session.sendBinary(Flux.<byte[]>generate(sink -> sink.next(bytes(FRAGMENT)))));
        session.close(CloseStatus.NORMAL);
        for (int second = 0; second < 11; second++) {
            transport.take(100_000);
            harness.passes(Duration.ofSeconds(1));
        }

        assertThat(transport.ends).containsExactly("cut");
        assertThat(outcome).containsExactly("SessionClosedException");
    }

    @Test
    void clientsCloseEndsAMessageInTheMiddle() { // 5.5.1
        sendsContent();
        emits("01");
        harness.receives(clientClose(1000, ""));

        content.assertCancelled();
        assertThat(outcome).containsExactly("SessionClosedException");
        assertThat(transport.received()).isEqualTo("020101" + serverClose(1000, ""));
        assertThat(transport.ends).containsExactly("close");
    }

    @Test
    void endOfTheTransportCancels() {
        sendsContent();
        emits("01");
        watch(session.sendText(Flux.just("waits")));
        harness.transportEnds();

        content.assertCancelled();
        assertThat(outcome).containsExactly("SessionClosedException", "SessionClosedException");
    }

    @Test
    void streamToAClosedSessionFailsAndCancels() {
        harness.transportEnds();
        StepVerifier.create(session.sendBinary(content))
                .then(harness::settles)
                .verifyError(SessionClosedException.class);

        content.assertCancelled();
    }

    @Test
    void failureBeforeTheFirstFrameIsTheSendersAlone() {
        watch(session.sendText(Flux.just("a").concatWith(Flux.error(new IllegalStateException("broken")))));
        session.sendMessage(new TextMessage("on"));
        harness.settles();

        assertThat(outcome).containsExactly("IllegalStateException");
        assertThat(transport.received()).isEqualTo(serverText("on"));
        assertThat(session.isOpen()).isTrue();
    }

    @Test
    void failureInTheMiddleClosesWith1011AndNeverEndsTheMessage() {
        sendsContent();
        emits("01");
        session.sendMessage(new TextMessage("behind"));
        content.error(new IllegalStateException("broken"));
        assertThat(session.isOpen()).isFalse();
        harness.settles();

        assertThat(outcome).containsExactly("IllegalStateException");
        assertThat(transport.received()).isEqualTo("020101" + CUT_SHORT);
        assertThat(harness.notes.told).containsExactly("open", "close 1011");
        assertThat(transport.ends).containsExactly("closeOutput");
    }

    @Test
    void cancellationInTheMiddleClosesWith1011() {
        Disposable sending = sendsContent();
        emits("01");
        sending.dispose();
        harness.settles();

        content.assertCancelled();
        assertThat(transport.received()).isEqualTo("020101" + CUT_SHORT);
        assertThat(harness.notes.told).containsExactly("open", "close 1011");
    }

    @Test
    void cancellationBeforeTheFirstFrameIsNobodysBusiness() {
        sendsContent();
        emits("01");
        Disposable waiting = watch(session.sendText(Flux.just("second")));
        waiting.dispose();
        content.complete();
        sendsContentThatIsCancelledInItsTurn();
        session.sendMessage(new TextMessage("on"));
        harness.settles();

        assertThat(transport.received()).isEqualTo("020101" + "8000" + serverText("on"));
        assertThat(session.isOpen()).isTrue();
    }

    private void sendsContentThatIsCancelledInItsTurn() {
        harness.settles();
        watch(session.sendText(Flux.never())).dispose();
    }

    @Test
    void nothingFollowsAMessageThatWasCutShortEvenBeforeItIsClosed() {
        sendsContent();
        emits("01");
        session.sendMessage(new TextMessage("behind"));
        content.error(new IllegalStateException("broken"));
        session.onWritable();
        session.close(CloseStatus.NORMAL);
        harness.settles();

        assertThat(transport.received()).isEqualTo("020101" + CUT_SHORT);
    }

    @Test
    void failureWhileOwnCloseWaitsIsTold() {
        sendsContent();
        emits("01");
        session.close(CloseStatus.NORMAL);
        content.error(new IllegalStateException("broken"));
        harness.settles();

        assertThat(transport.received()).isEqualTo("020101" + CUT_SHORT);
        assertThat(outcome).containsExactly("IllegalStateException");
    }

    @Test
    void publisherSeesTheContextOfItsSubscriber() {
        Flux<String> text = Flux.deferContextual(context -> Flux.just(context.<String>get("user")));
        session.sendText(text).contextWrite(it -> it.put("user", "jane")).subscribe();
        harness.settles();

        assertThat(transport.received()).isEqualTo(serverText("jane"));
    }

    @Test
    void largeMessageBeforeItIsNotCut() {
        transport.block();
        session.sendMessage(new BinaryMessage(bytes(600_000)));
        watch(session.sendText(Flux.just("after")));
        transport.take(Long.MAX_VALUE);
        harness.settles();

        assertThat(transport.received()).isEqualTo(fragment(BINARY, 600_000) + serverText("after"));
    }
}

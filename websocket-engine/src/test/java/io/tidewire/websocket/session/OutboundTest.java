package io.tidewire.websocket.session;

import static io.tidewire.websocket.testing.Frames.BINARY;
import static io.tidewire.websocket.testing.Frames.PING;
import static io.tidewire.websocket.testing.Frames.PONG;
import static io.tidewire.websocket.testing.Frames.client;
import static io.tidewire.websocket.testing.Frames.clientClose;
import static io.tidewire.websocket.testing.Frames.server;
import static io.tidewire.websocket.testing.Frames.serverClose;
import static io.tidewire.websocket.testing.Frames.serverText;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.tidewire.websocket.BinaryMessage;
import io.tidewire.websocket.CloseStatus;
import io.tidewire.websocket.SessionClosedException;
import io.tidewire.websocket.TextMessage;
import io.tidewire.websocket.WebSocketMessage;
import io.tidewire.websocket.WebSocketOptions;
import io.tidewire.websocket.testing.Hex;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

class OutboundTest {

    private final SessionHarness harness = new SessionHarness().open();
    private final FakeTransport transport = harness.transport;
    private final EngineSession session = harness.session;

    @AfterEach
    void releases() {
        harness.transportEnds();
    }

    private static SessionHarness withBound(int bytes) {
        return new SessionHarness(
                        WebSocketOptions.builder().outboundMaxBytes(bytes).build())
                .open();
    }

    private static BinaryMessage binary(int length, int fill) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) fill);
        return new BinaryMessage(bytes);
    }

    private static String frame(int length, int fill) {
        return server(BINARY, Hex.times(length, "%02x".formatted(fill)));
    }

    private Mono<Void> text(String text) {
        return session.sendMessage(new TextMessage(text));
    }

    /** The network takes nothing, and its buffer is full. */
    private void blocked() {
        transport.block();
        session.sendMessage(binary(65_536, 0xee));
        harness.settles();
        assertThat(transport.isWritable()).isFalse();
    }

    private static final String WHAT_BLOCKS = frame(65_536, 0xee);

    // ---- order

    @Test
    void messagesGoOutInTheOrderInWhichTheyWereSent() {
        text("a");
        session.sendMessage(binary(20_000, 1));
        text("b");
        harness.settles();

        assertThat(transport.received()).isEqualTo(serverText("a") + frame(20_000, 1) + serverText("b"));
    }

    @Test
    void messagesOfAnotherThreadKeepTheirOrder() throws InterruptedException {
        StringBuilder expected = new StringBuilder();
        Thread sender = new Thread(() -> {
            for (int i = 0; i < 1000; i++) {
                text("m" + i);
                expected.append(serverText("m" + i));
            }
        });
        sender.start();
        sender.join();
        text("loop");
        harness.settles();

        assertThat(transport.received()).isEqualTo(expected + serverText("loop"));
    }

    @Test
    void eachOfManyThreadsKeepsItsOrder() throws InterruptedException {
        int threads = 4;
        CountDownLatch done = new CountDownLatch(threads);
        for (int t = 0; t < threads; t++) {
            char name = (char) ('a' + t);
            new Thread(() -> {
                        for (int i = 0; i < 2000; i++) {
                            text("%c%04d".formatted(name, i));
                        }
                        done.countDown();
                    })
                    .start();
        }
        while (done.getCount() > 0) {
            harness.settles();
        }
        done.await();
        harness.settles();

        String all = transport.received();
        assertThat(all).hasSize(threads * 2000 * 14);
        int[] next = new int[threads];
        for (int at = 0; at < all.length(); at += 14) {
            String text = new String(Hex.hex(all.substring(at + 4, at + 14)), UTF_8);
            assertThat(Integer.parseInt(text.substring(1))).isEqualTo(next[text.charAt(0) - 'a']++);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "262145,  20000,  300000",
        "524298,  20000,  600000",
        "262154,  1048576, 262145",
        "1000000, 524289, 16385",
        "300000,  300000, 300000",
    })
    void largeMessagesOneBehindTheOtherArrivePartByPart(int first, int second, int third) {
        SessionHarness harness = withBound(1 << 30);
        FakeTransport transport = harness.transport;
        transport.block();
        harness.session.sendMessage(binary(first, 1));
        harness.session.sendMessage(binary(second, 2));
        harness.session.sendMessage(new TextMessage("small"));
        harness.session.sendMessage(binary(third, 3));

        transport.take(Long.MAX_VALUE);
        harness.settles();
        String expected = frame(first, 1) + frame(second, 2) + serverText("small") + frame(third, 3);
        assertThat(transport.received().equals(expected)).isTrue();
        assertThat(transport.largestWrite).isLessThanOrEqualTo(256 * 1024 + 10);
    }

    @Test
    void anyMixOverAnyNetworkArrivesAsItWasSent() {
        for (int seed = 0; seed < 15; seed++) {
            Random random = new Random(seed);
            SessionHarness harness = withBound(1 << 30);
            StringBuilder expected = new StringBuilder();
            for (int i = 0; i < 60; i++) {
                int length = random.nextInt(4) == 0 ? random.nextInt(700_000) : random.nextInt(20_000);
                expected.append(frame(length, i));
                harness.session.sendMessage(binary(length, i));
                switch (random.nextInt(4)) {
                    case 0 -> harness.transport.take(random.nextInt(500_000));
                    case 1 -> harness.settles();
                    case 2 -> harness.transport.take(Long.MAX_VALUE);
                    default -> harness.transport.block();
                }
            }
            harness.transport.take(Long.MAX_VALUE);
            harness.settles();
            assertThat(harness.transport.received().equals(expected.toString()))
                    .as("seed %d", seed)
                    .isTrue();
        }
    }

    // ---- control frames

    @Test
    void pongOvertakesWhatWaits() {
        blocked();
        text("waits");
        harness.receives(client(PING, "01"));

        transport.take(Long.MAX_VALUE);
        harness.settles();
        assertThat(transport.received()).isEqualTo(WHAT_BLOCKS + server(PONG, "01") + serverText("waits"));
    }

    @Test
    void pongGoesBetweenLargeFramesAndNeverIntoOne() {
        transport.block();
        session.sendMessage(binary(600_000, 1));
        session.sendMessage(binary(600_000, 2));
        harness.receives(client(PING, "01"));
        for (int i = 0; i < 100; i++) {
            transport.take(50_000);
            harness.settles();
        }

        String expected = frame(600_000, 1) + server(PONG, "01") + frame(600_000, 2);
        assertThat(transport.received().equals(expected)).isTrue();
    }

    @Test
    void floodOfPingsCostsOnePong() { // 5.5.3: only the most recent one has to be answered
        blocked();
        for (int i = 0; i < 10_000; i++) {
            harness.receives(client(PING, "%04x".formatted(i)));
        }

        transport.take(Long.MAX_VALUE);
        harness.settles();
        assertThat(transport.received()).isEqualTo(WHAT_BLOCKS + server(PONG, "270f"));
    }

    @Test
    void pingsAndPongsOfTheApplicationGoOut() {
        session.sendPing(Hex.hex("01"));
        session.sendPong(Hex.hex(Hex.times(125, "02")));
        harness.settles();

        assertThat(transport.received()).isEqualTo(server(PING, "01") + server(PONG, Hex.times(125, "02")));
    }

    @Test
    void longerControlPayloadIsTheCallersMistake() {
        assertThatIllegalArgumentException().isThrownBy(() -> session.sendPing(new byte[126]));
        assertThatIllegalArgumentException().isThrownBy(() -> session.sendPong(new byte[126]));
    }

    // ---- the end

    @Test
    void ourCloseGoesBehindWhatWaits() {
        blocked();
        text("last");
        session.close(CloseStatus.NORMAL);
        text("too late");

        transport.take(Long.MAX_VALUE);
        harness.settles();
        assertThat(transport.received()).isEqualTo(WHAT_BLOCKS + serverText("last") + serverClose(1000, ""));
        assertThat(transport.ends).isEmpty();
    }

    @Test
    void answerToTheClientsCloseDropsWhatWaits() {
        blocked();
        Mono<Void> dropped = text("dropped");
        harness.receives(clientClose(1000, ""));

        StepVerifier.create(dropped).verifyError(SessionClosedException.class);
        transport.take(Long.MAX_VALUE);
        assertThat(transport.received()).isEqualTo(WHAT_BLOCKS + serverClose(1000, ""));
        assertThat(transport.ends).containsExactly("close");
    }

    @Test
    void closeWaitsForTheRestOfALargeFrame() {
        transport.block();
        session.sendMessage(binary(600_000, 1));
        session.sendMessage(binary(600_000, 2));
        harness.receives(clientClose(1000, ""));
        assertThat(transport.ends).isEmpty();

        transport.take(Long.MAX_VALUE);
        harness.settles();
        assertThat(transport.received().equals(frame(600_000, 1) + serverClose(1000, "")))
                .isTrue();
        assertThat(transport.ends).containsExactly("close");
    }

    @Test
    void nothingFollowsTheCloseFrame() { // 5.5.1
        session.close(CloseStatus.NORMAL);
        text("late");
        session.sendPing(Hex.hex("01"));
        session.sendPong(Hex.hex("02"));
        harness.receives(client(PING, "03"));
        harness.settles();

        assertThat(transport.received()).isEqualTo(serverClose(1000, ""));
    }

    @Test
    void endOfTheTransportReleasesAndFailsAllThatWaits() {
        blocked();
        List<Mono<Void>> views = new ArrayList<>();
        views.add(session.sendMessage(binary(600_000, 1)));
        views.add(text("queued"));
        harness.transportEnds();

        views.add(text("late"));
        for (Mono<Void> view : views) {
            StepVerifier.create(view).verifyError(SessionClosedException.class);
        }
    }

    @Test
    void messageThatMeetsAnEndedLoopFails() throws InterruptedException {
        harness.transportEnds();
        transport.endLoop();
        List<WebSocketMessage> sent = new ArrayList<>();
        Thread other = new Thread(() -> {
            StepVerifier.create(text("late")).verifyError(SessionClosedException.class);
            session.sendPing(Hex.hex("01"));
            sent.add(new TextMessage("late"));
        });
        other.start();
        other.join();

        assertThat(sent).hasSize(1);
    }

    @Test
    void whatAThreadSendsWithinAViewStaysBehindWhatItSentBefore() throws InterruptedException {
        List<Mono<Void>> views = new ArrayList<>();
        Thread other = new Thread(() -> views.add(text("a")));
        other.start();
        other.join();
        views.get(0).subscribe(null, null, () -> text("c"));
        session.sendText(Flux.just("b")).subscribe();
        harness.settles();

        assertThat(transport.received()).isEqualTo(serverText("a") + serverText("b") + serverText("c"));
    }

    @Test
    void closeWithinAViewGoesBehindWhatWasSentBeforeIt() throws InterruptedException {
        List<Mono<Void>> views = new ArrayList<>();
        Thread other = new Thread(() -> {
            views.add(text("a"));
            views.add(text("b"));
        });
        other.start();
        other.join();
        views.get(0).subscribe(null, null, () -> session.close(CloseStatus.NORMAL));
        harness.settles();

        assertThat(transport.received()).isEqualTo(serverText("a") + serverText("b") + serverClose(1000, ""));
    }

    @Test
    void everyMessageThatALoopThatHasEndedDoesNotTakeIsToldSo() throws InterruptedException {
        List<Mono<Void>> views = new ArrayList<>();
        transport.endLoop();
        Thread other = new Thread(() -> {
            views.add(text("a"));
            views.add(text("b"));
        });
        other.start();
        other.join();
        List<Throwable> told = new ArrayList<>();
        views.forEach(view -> view.subscribe(null, told::add));

        assertThat(told).hasSize(2).allMatch(SessionClosedException.class::isInstance);
        assertThat(session.getQueuedBytes()).isZero();
    }

    /** 5.5.1: the network takes what is before it, twice: who hears of that sends more, and then closes. */
    @Test
    void messageDoesNotFollowACloseThatItsOwnWayOutHasCaused() {
        Deque<Runnable> heard = new ArrayDeque<>(List.of(this::fill, () -> session.close(CloseStatus.NORMAL)));
        transport.onWritable = () -> {
            session.onWritable();
            heard.remove().run();
        };
        fill();
        List<Throwable> told = new ArrayList<>();
        text("too late").subscribe(null, told::add);
        harness.settles();

        assertThat(heard).isEmpty();
        assertThat(transport.received()).endsWith(frame(16_000, 1) + serverClose(1000, ""));
        assertThat(told).singleElement().isInstanceOf(SessionClosedException.class);
    }

    /** As much as is put together before the network is given any of it. */
    private void fill() {
        for (int i = 0; i < 9; i++) {
            session.sendMessage(binary(16_000, 1));
        }
        assertThat(transport.isWritable()).isFalse();
    }

    // ---- views

    @Test
    void viewCompletesWhenTheBytesAreHandedToTheNetwork() {
        transport.block();
        List<String> seen = new ArrayList<>();
        text("small").subscribe(null, null, () -> seen.add("small"));
        session.sendMessage(binary(200_000, 1)).subscribe(null, null, () -> seen.add("large"));
        text("behind").subscribe(null, null, () -> seen.add("behind"));
        harness.settles();
        assertThat(seen).isEmpty();

        transport.take(7);
        assertThat(seen).isEmpty();
        transport.take(Long.MAX_VALUE);
        harness.settles();
        assertThat(seen).containsExactly("small", "large", "behind");
    }

    @Test
    void viewMayBeLookedAtLateAndTwice() {
        Mono<Void> view = text("a");
        Mono<Void> large = session.sendMessage(binary(20_000, 1));
        harness.settles();
        for (Mono<Void> any : List.of(view, view, large, large)) {
            StepVerifier.create(any).verifyComplete();
        }
        assertThat(transport.received()).isEqualTo(serverText("a") + frame(20_000, 1));
    }

    @Test
    void messageSentWhenAViewCompletesGoesOut() {
        blocked();
        session.sendMessage(binary(300_000, 1)).subscribe(null, null, () -> text("then"));
        session.sendMessage(binary(300_000, 2));

        transport.take(Long.MAX_VALUE);
        harness.settles();
        assertThat(transport.received()).contains(serverText("then"));
        assertThat(transport.receivedBytes()).isEqualTo(65_546 + 2 * 300_010 + 6);
    }
}

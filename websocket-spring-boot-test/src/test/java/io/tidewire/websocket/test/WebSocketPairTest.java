package io.tidewire.websocket.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewire.websocket.CloseStatus;
import io.tidewire.websocket.Compression;
import io.tidewire.websocket.CompressionBudget;
import io.tidewire.websocket.TextMessage;
import io.tidewire.websocket.WebSocketAcceptor;
import io.tidewire.websocket.WebSocketListener;
import io.tidewire.websocket.WebSocketMessage;
import io.tidewire.websocket.WebSocketOptions;
import io.tidewire.websocket.WebSocketSession;
import io.tidewire.websocket.spring.OnMessage;
import io.tidewire.websocket.spring.SocketHandler;
import io.tidewire.websocket.spring.TextWebSocketHandler;
import io.tidewire.websocket.testing.Frames;
import io.tidewire.websocket.testing.Hex;
import java.security.Principal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.reactive.HandlerMapping;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;
import reactor.test.scheduler.VirtualTimeScheduler;

/** A handler and a client, joined in memory. */
class WebSocketPairTest {

    private static final WebSocketAcceptor ECHO = session -> session::sendMessage;

    @SocketHandler("/rooms/{room}")
    static class Rooms extends TextWebSocketHandler {

        final List<String> told = new ArrayList<>();

        @Override
        public void afterConnectionEstablished(WebSocketSession session) {
            Object variables = session.getAttributes().get(HandlerMapping.URI_TEMPLATE_VARIABLES_ATTRIBUTE);
            session.sendMessage(
                    new TextMessage("welcome to " + ((Map<?, ?>) Objects.requireNonNull(variables)).get("room")));
        }

        @Override
        protected void handleTextMessage(WebSocketSession session, TextMessage message) {
            if (message.getPayload().equals("bug")) {
                throw new IllegalStateException("boom");
            }
            session.sendMessage(new TextMessage(message.getPayload() + "!"));
        }

        @Override
        public void handleTransportError(WebSocketSession session, Throwable exception) {
            told.add("error " + exception.getMessage());
        }

        @Override
        public void afterConnectionClosed(WebSocketSession session, CloseStatus status) {
            told.add("closed " + status.getCode());
        }
    }

    // ---- what a handler does

    @Test
    void handlerIsRunToTheEnd() {
        Rooms rooms = new Rooms();
        try (WebSocketPair pair = WebSocketPair.of(rooms).connect("/rooms/red")) {
            pair.client().expectText("welcome to red").send("hello").expectText("hello!");
            pair.client().close(4000, "bye").expectClose(4000, "bye");
        }
        assertThat(rooms.told).containsExactly("closed 4000");
    }

    @Test
    void exceptionOfAHandlerCloses() {
        Rooms rooms = new Rooms();
        try (WebSocketPair pair = WebSocketPair.of(rooms).connect("/rooms/red")) {
            pair.client().expectText("welcome to red").send("bug").expectClose(1011);
        }
        assertThat(rooms.told).containsExactly("error boom", "closed 1011");
    }

    @Test
    void streamHandlerIsRunAndVirtualTimeGoesAlong() {
        VirtualTimeScheduler.getOrSet();
        try (WebSocketPair pair = WebSocketPair.of(new Ticks()).connect()) {
            pair.client().expectNothing(Duration.ofMillis(999));
            pair.advanceTimeBy(Duration.ofMillis(1)).client().expectText("0");
            pair.advanceTimeBy(Duration.ofSeconds(2)).client().expectText("1").expectText("2");
        } finally {
            VirtualTimeScheduler.reset();
        }
    }

    @Test
    void heartbeatsAndVirtualTimeAreInStep() {
        VirtualTimeScheduler.getOrSet();
        WebSocketOptions options =
                WebSocketOptions.builder().idleTimeout(Duration.ofSeconds(15)).build();
        try (WebSocketPair pair =
                WebSocketPair.of(new SlowTicks()).options(options).connect()) {
            pair.advanceTimeBy(Duration.ofMinutes(1));
            for (int i = 0; i < 6; i++) {
                pair.client().expectText(String.valueOf(i));
            }
            assertThat(pair.server().isOpen()).isTrue();
        } finally {
            VirtualTimeScheduler.reset();
        }
    }

    static class SlowTicks {

        @OnMessage
        Flux<String> ticks(Flux<String> inbound) {
            return Flux.interval(Duration.ofSeconds(10)).map(String::valueOf);
        }
    }

    static class Ticks {

        @OnMessage
        Flux<String> ticks(Flux<String> inbound) {
            return Flux.interval(Duration.ofSeconds(1)).map(String::valueOf);
        }
    }

    @SocketHandler("/prices/{symbol}")
    static class Prices {

        record Watch(String currency) {}

        record Price(String symbol, String currency, int limit) {}

        @OnMessage
        Price price(Watch watch, @PathVariable String symbol, @RequestParam int limit) {
            return new Price(symbol, watch.currency(), limit);
        }
    }

    @Test
    void annotatedMethodsHaveTheirArguments() {
        try (WebSocketPair pair = WebSocketPair.of(new Prices()).connect("/prices/TIDE?limit=7")) {
            assertThat(pair.client().send(new Prices.Watch("EUR")).expectJson(Prices.Price.class))
                    .isEqualTo(new Prices.Price("TIDE", "EUR", 7));
        }
    }

    @Test
    void handshakeWithoutWhatTheHandlerNeedsIsRefused() {
        WebSocketPair.of(new Prices()).expectRefused("/prices/TIDE", 400);
    }

    @Test
    void handlerMayRunOnAWorker() {
        ExecutorService worker = Executors.newSingleThreadExecutor();
        try (WebSocketPair pair = WebSocketPair.of(new Rooms()).worker(worker).connect("/rooms/blue")) {
            for (int i = 0; i < 1000; i++) {
                pair.client().send(i);
            }
            pair.client().expectText("welcome to blue");
            for (int i = 0; i < 1000; i++) {
                pair.client().expectText(i + "!");
            }
        } finally {
            worker.shutdownNow();
        }
    }

    @Test
    void userSubprotocolAndHeadersReachTheHandler() {
        Principal ann = () -> "ann";
        WebSocketAcceptor acceptor = session -> {
            session.sendMessage(new TextMessage(
                    Objects.requireNonNull(session.getHandshakeInfo().principal())
                                    .getName() + " "
                            + session.getHandshakeInfo().headers().first("X-Tenant")));
            return message -> {};
        };
        try (WebSocketPair pair = WebSocketPair.of(acceptor)
                .options(WebSocketOptions.builder()
                        .subprotocols(List.of("v2", "v1"))
                        .build())
                .subprotocol("v1", "v2")
                .header("X-Tenant", "blue")
                .user(ann)
                .connect()) {
            assertThat(pair.client().subprotocol()).isEqualTo("v2");
            assertThat(pair.client().responseHeaders().first("sec-websocket-protocol"))
                    .isEqualTo("v2");
            pair.client().expectText("ann blue");
        }
    }

    @Test
    void foreignOriginIsRefused() {
        WebSocketPair.of(ECHO).header("Origin", "https://evil.example").expectRefused("/", 403);
        assertThatThrownBy(() -> WebSocketPair.of(ECHO)
                        .header("Origin", "https://evil.example")
                        .connect())
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith("expected a connection, but the server refused with 403: ");
    }

    @Test
    void compressedMessagesGoBothWays() {
        CompressionBudget budget = new CompressionBudget(1 << 20);
        WebSocketOptions options = WebSocketOptions.builder()
                .compression(Compression.DEFAULT.withThreshold(0).withServerContextTakeover(true))
                .compressionBudget(budget)
                .build();
        try (WebSocketPair pair =
                WebSocketPair.of(ECHO).options(options).compression().connect()) {
            assertThat(pair.client().responseHeaders().first("Sec-WebSocket-Extensions"))
                    .isEqualTo("permessage-deflate");
            String text = "again and ".repeat(100);
            pair.client().send(text).expectText(text).send(text).expectText(text);
            assertThat(budget.used()).isPositive();
        }
        assertThat(budget.used()).isZero();
    }

    // ---- time

    @Test
    void heartbeatComesWhenItsTimeHasPassed() {
        try (WebSocketPair pair = WebSocketPair.of(ECHO).connect()) {
            assertThatThrownBy(() -> impatient(ECHO).client().expectPing())
                    .isInstanceOf(AssertionError.class)
                    .hasMessage("expected a ping, but nothing came within PT0.01S");
            pair.advanceTimeBy(Duration.ofSeconds(26)).client().expectPing();
            pair.advanceTimeBy(Duration.ofHours(1)).client().send("still here").expectText("still here");
        }
    }

    private static WebSocketPair impatient(WebSocketAcceptor acceptor) {
        return WebSocketPair.of(acceptor).timeout(Duration.ofMillis(10)).connect();
    }

    @Test
    void idleConnectionIsClosedInItsTime() {
        WebSocketOptions options =
                WebSocketOptions.builder().idleTimeout(Duration.ofMinutes(5)).build();
        try (WebSocketPair pair = WebSocketPair.of(ECHO).options(options).connect()) {
            pair.client().expectNothing(Duration.ofMinutes(4)).send("a").expectText("a");
            pair.client().expectNothing(Duration.ofMinutes(4));
            pair.advanceTimeBy(Duration.ofMinutes(2)).client().expectClose(1001, "idle");
        }
    }

    // ---- faults

    @Test
    void halfOpenPeerIsFoundByTheHeartbeat() {
        try (WebSocketPair pair = WebSocketPair.of(ECHO).connect()) {
            pair.client().goSilent().send("lost");
            pair.advanceTimeBy(Duration.ofSeconds(30));
            assertThat(pair.server().isOpen()).isTrue();
            pair.advanceTimeBy(Duration.ofSeconds(10));
            assertThat(pair.server().isOpen()).isFalse();
            pair.client().expectClose(1006);
        }
    }

    @Test
    void silentPeerDoesNotAnswerTheCloseFrame() {
        List<CloseStatus> ends = new ArrayList<>();
        WebSocketAcceptor notes = session -> new WebSocketListener() {
            @Override
            public void onMessage(WebSocketMessage message) {}

            @Override
            public void onClose(CloseStatus status) {
                ends.add(status);
            }
        };
        try (WebSocketPair pair = WebSocketPair.of(notes).connect()) {
            pair.client().goSilent();
            pair.server().close();
            pair.advanceTimeBy(Duration.ofSeconds(9));
            assertThat(ends).isEmpty();
            pair.advanceTimeBy(Duration.ofSeconds(2));
            assertThat(ends).containsExactly(CloseStatus.ABNORMAL);
        }
    }

    @Test
    void slowReaderIsClosedWhenTooMuchWaits() {
        WebSocketOptions options =
                WebSocketOptions.builder().outboundMaxBytes(100_000).build();
        try (WebSocketPair pair = WebSocketPair.of(ECHO).options(options).connect()) {
            pair.client().stopReading();
            for (int i = 0; i < 40; i++) {
                pair.client().send(new byte[10_000]);
            }
            assertThat(pair.server().isOpen()).isFalse();
            pair.client().resumeReading();
            byte[] last = new byte[0];
            for (int i = 0; i < 10; i++) {
                last = pair.client().expectBinary();
            }
            assertThat(last).hasSize(10_000);
        }
    }

    @Test
    void slowReaderGetsAllOnceItReads() {
        try (WebSocketPair pair = WebSocketPair.of(ECHO).connect()) {
            pair.client().stopReading();
            for (int i = 0; i < 50; i++) {
                pair.client().send(Integer.toString(i).repeat(5_000));
            }
            pair.client().resumeReading();
            for (int i = 0; i < 50; i++) {
                pair.client().expectText(Integer.toString(i).repeat(5_000));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 1000})
    void splitFramesMakeNoDifference(int bytes) {
        try (WebSocketPair pair = WebSocketPair.of(ECHO).connect()) {
            String text = "\u20ac".repeat(5_000);
            pair.client().splitFrames(bytes).send(text).expectText(text);
            pair.client().ping((byte) 1, (byte) 2).expectPong((byte) 1, (byte) 2);
            pair.client().close(1000).expectClose(1000);
        }
    }

    @Test
    void resetIsAnEndWithoutACloseFrame() {
        Rooms rooms = new Rooms();
        try (WebSocketPair pair = WebSocketPair.of(rooms).connect("/rooms/red")) {
            pair.client().expectText("welcome to red").reset().expectClose(1006);
        }
        assertThat(rooms.told).containsExactly("error Connection reset by peer", "closed 1006");
    }

    @Test
    void rawBytesBreakTheProtocol() { // RFC 6455, 5.1
        try (WebSocketPair pair = WebSocketPair.of(ECHO).connect()) {
            pair.client().send("proper").sendRaw(Hex.hex(Frames.serverText("not masked")));
            pair.client().expectText("proper").expectClose(1002, "client frame without mask");
        }
    }

    @Test
    void bothEndsHaveEndedWhenCloseReturns() {
        CountDownLatch busy = new CountDownLatch(1);
        CountDownLatch closing = new CountDownLatch(1);
        List<CloseStatus> ends = new CopyOnWriteArrayList<>();
        WebSocketAcceptor slow = session -> new WebSocketListener() {
            @Override
            public void onMessage(WebSocketMessage message) {
                busy.countDown();
                await(closing);
            }

            @Override
            public void onClose(CloseStatus status) {
                ends.add(status);
            }
        };
        ExecutorService other = Executors.newSingleThreadExecutor();
        Thread test = Thread.currentThread();
        try {
            WebSocketPair pair = WebSocketPair.of(slow).connect();
            pair.client().stopReading();
            other.execute(() -> pair.client().send("drives the loop"));
            await(busy);
            CompletableFuture.runAsync(() -> {
                while (test.getState() != Thread.State.WAITING) {
                    Thread.onSpinWait();
                }
                closing.countDown();
            });
            pair.close();
            assertThat(ends).hasSize(1);
        } finally {
            other.shutdownNow();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    // ---- the messages as a stream

    @Test
    void messagesAreAStreamToo() {
        try (WebSocketPair pair = WebSocketPair.of(ECHO).connect()) {
            pair.client().send("a").send("b");
            StepVerifier.create(pair.client().messages())
                    .expectNext(new TextMessage("a"), new TextMessage("b"))
                    .then(() -> pair.client().send("c"))
                    .expectNext(new TextMessage("c"))
                    .then(() -> pair.client().close(1000))
                    .verifyComplete();
            pair.client().expectClose(1000);
        }
    }

    @Test
    void whoCancelsTheStreamLeavesTheRestToExpectations() {
        try (WebSocketPair pair = WebSocketPair.of(ECHO).connect()) {
            pair.client().send("a").send("b");
            StepVerifier.create(pair.client().messages().take(1))
                    .expectNext(new TextMessage("a"))
                    .verifyComplete();
            pair.client().send("c").expectText("b").expectText("c");
        }
    }
}

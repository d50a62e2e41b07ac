package io.tidewire.websocket.session;

import static io.tidewire.websocket.testing.Frames.PONG;
import static io.tidewire.websocket.testing.Frames.client;
import static io.tidewire.websocket.testing.Frames.clientClose;
import static io.tidewire.websocket.testing.Frames.clientText;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.websocket.CloseStatus;
import io.tidewire.websocket.TextMessage;
import io.tidewire.websocket.WebSocketMessage;
import io.tidewire.websocket.testing.Hex;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.SignalType;
import reactor.test.StepVerifier;

class InboundFluxTest {

    private final InboundFlux<WebSocketMessage> inbound = InboundFlux.ofMessages();
    private final SessionHarness harness = new SessionHarness().open(inbound);

    @AfterEach
    void releases() {
        harness.transportEnds();
    }

    /** More than may wait while the client is read. */
    private static final String LARGE = "x".repeat(64 * 1024);

    private static TextMessage text(String text) {
        return new TextMessage(text);
    }

    @Test
    void messagesAreEmittedAsTheyComeAndTheEndCompletes() {
        StepVerifier.create(inbound)
                .then(() -> harness.receives(clientText("a"), clientText("b")))
                .expectNext(text("a"), text("b"))
                .then(() -> harness.receives(clientClose(1000, "")))
                .verifyComplete();
    }

    @Test
    void messagesFromBeforeTheSubscriptionAreKept() {
        harness.receives(clientText("a"), clientText("b"));

        StepVerifier.create(inbound.take(2)).expectNext(text("a"), text("b")).verifyComplete();
    }

    @Test
    void nothingComesFasterThanItIsAskedFor() {
        StepVerifier.create(inbound, 1)
                .then(() -> harness.receives(clientText("a") + clientText("b") + clientText(LARGE)))
                .expectNext(text("a"))
                .then(() -> assertThat(harness.transport.reading).isFalse())
                .thenRequest(2)
                .expectNext(text("b"), text(LARGE))
                .then(() -> assertThat(harness.transport.reading).isTrue())
                .then(harness::transportEnds)
                .verifyComplete();
    }

    @Test
    void completesBehindTheMessagesThatWait() {
        harness.receives(clientText("a"), clientText("b"), clientClose(1000, ""));

        StepVerifier.create(inbound, 0)
                .thenRequest(1)
                .expectNext(text("a"))
                .thenRequest(1)
                .expectNext(text("b"))
                .verifyComplete();
    }

    @Test
    void completesForWhoComesAfterTheEnd() {
        harness.transportEnds();

        StepVerifier.create(inbound).verifyComplete();
    }

    @Test
    void brokenRuleCompletesTheStreamToo() {
        StepVerifier.create(inbound).then(() -> harness.receives("83")).verifyComplete();
    }

    @Test
    void secondSubscriberIsRefused() {
        inbound.subscribe();

        StepVerifier.create(inbound).verifyError(IllegalStateException.class);
    }

    @Test
    void whoCancelsLosesTheRestAndTheSessionLives() {
        StepVerifier.create(inbound, 1)
                .then(() -> harness.receives(clientText("a") + clientText("b")))
                .expectNext(text("a"))
                .thenCancel()
                .verify();

        harness.receives(clientText("c"), client(0x89, "01"));
        assertThat(harness.transport.received()).isEqualTo("8a0101");
        assertThat(harness.transport.reading).isTrue();
        assertThat(harness.session.isOpen()).isTrue();
    }

    @Test
    void subscriberMayCancelFromWithinOnNext() {
        harness.receives(clientText("a") + clientText("b") + clientText("c"), clientClose(1000, ""));

        StepVerifier.create(inbound.take(1)).expectNext(text("a")).verifyComplete();
        StepVerifier.create(harness.session.closeStatus())
                .expectNext(CloseStatus.NORMAL)
                .verifyComplete();
    }

    @Test
    void subscriberThatThrowsClosesWith1011() {
        inbound.subscribe(new BaseSubscriber<>() {
            @Override
            protected void hookOnNext(WebSocketMessage message) {
                throw new IllegalStateException("expected by the test");
            }

            @Override
            protected void hookOnError(Throwable failure) {}
        });
        harness.receives(clientText("a"));

        assertThat(harness.session.isOpen())
                .as("BaseSubscriber cancels instead of throwing")
                .isTrue();
    }

    @Test
    void pongsAreEmittedWhereTheyAreAskedFor() {
        InboundFlux<String> both = new InboundFlux<>(message -> "message", payload -> "pong " + Hex.of(payload));
        SessionHarness harness = new SessionHarness().open(both);
        harness.receives(client(PONG, "ff")); // nobody listens yet

        StepVerifier.create(both)
                .then(() -> harness.receives(client(PONG, "01"), clientText("a"), client(PONG, "02")))
                .expectNext("pong 01", "message", "pong 02")
                .then(harness::transportEnds)
                .verifyComplete();
    }

    @Test
    void pongThatNobodyAsksForIsDroppedAndOneThatIsEmittedCounts() {
        InboundFlux<String> both = new InboundFlux<>(message -> "message", payload -> "pong " + Hex.of(payload));
        SessionHarness harness = new SessionHarness().open(both);

        List<String> emitted = new ArrayList<>();
        BaseSubscriber<String> subscriber = new BaseSubscriber<>() {
            @Override
            protected void hookOnSubscribe(Subscription subscription) {
                request(2);
            }

            @Override
            protected void hookOnNext(String value) {
                emitted.add(value);
            }
        };
        both.subscribe(subscriber);

        harness.receives(client(PONG, "01"), clientText("a"), client(PONG, "02"), clientText("b"), client(PONG, "03"));
        assertThat(emitted).containsExactly("pong 01", "message");
        subscriber.request(1);
        assertThat(emitted).containsExactly("pong 01", "message", "message");
    }

    @Test
    void pongsAreLeftOutElsewhere() {
        StepVerifier.create(inbound)
                .then(() -> harness.receives(client(PONG, "01"), clientText("a")))
                .expectNext(text("a"))
                .then(harness::transportEnds)
                .verifyComplete();
    }

    @Test
    void echoOfTheWholeStreamIsPacedByTheNetwork() {
        harness.session.send(Flux.from(inbound)).subscribe();
        harness.receives(clientText("a"), clientText("b"));
        harness.settles();
        assertThat(harness.transport.received()).isEqualTo("810161" + "810162");
    }

    @Test
    void endThatRacesWithTheSubscriptionCompletesOnce() throws InterruptedException {
        for (int i = 0; i < 2000; i++) {
            InboundFlux<WebSocketMessage> raced = InboundFlux.ofMessages();
            raced.onOpen(new SessionHarness.NoInbound());
            AtomicInteger completions = new AtomicInteger();
            CountDownLatch start = new CountDownLatch(1);
            Thread other = new Thread(() -> {
                start.countDown();
                raced.onClose(CloseStatus.NORMAL);
            });
            other.start();
            start.await();
            raced.doFinally(signal -> completions.addAndGet(signal == SignalType.ON_COMPLETE ? 1 : 100))
                    .subscribe();
            other.join();
            assertThat(completions).as("round %d", i).hasValue(1);
        }
    }
}

package io.tidewire.websocket.session;

import static io.tidewire.websocket.testing.Frames.clientClose;
import static io.tidewire.websocket.testing.Frames.serverText;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.websocket.BinaryMessage;
import io.tidewire.websocket.CloseStatus;
import io.tidewire.websocket.SessionClosedException;
import io.tidewire.websocket.TextMessage;
import io.tidewire.websocket.WebSocketMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;
import reactor.test.publisher.TestPublisher;

class StreamSenderTest {

    private final SessionHarness harness = new SessionHarness().open();
    private final FakeTransport transport = harness.transport;
    private final EngineSession session = harness.session;
    private final List<String> outcome = new ArrayList<>();

    private Disposable send(Publisher<? extends WebSocketMessage> messages) {
        return session.send(messages)
                .subscribe(null, e -> outcome.add(e.getClass().getSimpleName()), () -> outcome.add("done"));
    }

    @AfterEach
    void releases() {
        harness.transportEnds();
    }

    private static String frames(int from, int to) {
        return IntStream.range(from, to).mapToObj(i -> serverText("m" + i)).collect(Collectors.joining());
    }

    private static Flux<WebSocketMessage> messages(int count) {
        return Flux.range(0, count).map(i -> new TextMessage("m" + i));
    }

    @Test
    void streamIsSentInOrderAndThenCompletes() {
        send(messages(1000));
        harness.settles();

        assertThat(transport.received()).isEqualTo(frames(0, 1000));
        assertThat(outcome).containsExactly("done");
    }

    @Test
    void nothingIsSentBeforeSomebodySubscribes() {
        Mono<Void> cold = session.send(messages(3));
        harness.settles();
        assertThat(transport.received()).isEmpty();

        StepVerifier.create(cold).then(harness::settles).verifyComplete();
        StepVerifier.create(cold).then(harness::settles).verifyComplete();
        assertThat(transport.received()).isEqualTo(frames(0, 3) + frames(0, 3));
    }

    @Test
    void emptyStreamCompletes() {
        send(Flux.empty());
        harness.settles();

        assertThat(outcome).containsExactly("done");
    }

    @Test
    void publisherIsAskedWhileTheNetworkTakesMoreAndNoLonger() {
        transport.block();
        List<Integer> made = new ArrayList<>();
        send(Flux.range(0, 10_000).doOnNext(made::add).map(i -> new BinaryMessage(new byte[1000])));
        harness.settles();
        assertThat(made.size())
                .as("what fits into the network's buffer, and a window")
                .isBetween(60, 200);

        int before = made.size();
        transport.take(100_000);
        harness.settles();
        assertThat(made.size() - before).isBetween(50, 300);

        transport.take(Long.MAX_VALUE);
        harness.settles();
        assertThat(made).hasSize(10_000);
        assertThat(outcome).containsExactly("done");
        assertThat(session.isOpen()).as("a paced stream never passes the bound").isTrue();
    }

    @Test
    void largeMessagesAreAskedForOneByOne() {
        transport.block();
        List<Integer> made = new ArrayList<>();
        send(Flux.range(0, 20).doOnNext(made::add).map(i -> new BinaryMessage(new byte[400_000])));
        harness.settles();
        assertThat(made).hasSizeLessThan(3);

        transport.take(Long.MAX_VALUE);
        harness.settles();
        assertThat(made).hasSize(20);
        assertThat(outcome).containsExactly("done");
        assertThat(transport.receivedBytes()).isEqualTo(20 * 400_010);
    }

    @Test
    void largeMessagesBehindASmallOneAreAskedForOneByOne() {
        List<Integer> made = new ArrayList<>();
        send(Flux.range(0, 20)
                .doOnNext(i -> {
                    made.add(i);
                    if (i == 1) {
                        transport.block();
                    }
                })
                .map(i -> new BinaryMessage(new byte[i == 0 ? 10 : 400_000])));
        harness.settles();
        assertThat(made).hasSizeLessThan(4);

        transport.take(Long.MAX_VALUE);
        harness.settles();
        assertThat(outcome).containsExactly("done");
    }

    @Test
    void streamOfAnotherThreadArrivesInOrder() {
        send(messages(5000).publishOn(Schedulers.parallel()));
        long deadline = System.nanoTime() + 20_000_000_000L;
        while (outcome.isEmpty() && System.nanoTime() < deadline) {
            harness.settles();
        }

        assertThat(outcome).containsExactly("done");
        assertThat(transport.received()).isEqualTo(frames(0, 5000));
    }

    @Test
    void errorOfThePublisherIsTheResultAndTheSessionLives() {
        send(messages(2).concatWith(Flux.error(new IllegalStateException("broken"))));
        session.sendMessage(new TextMessage("on"));
        harness.settles();

        assertThat(outcome).containsExactly("IllegalStateException");
        assertThat(transport.received()).isEqualTo(frames(0, 2) + serverText("on"));
        assertThat(session.isOpen()).isTrue();
    }

    @Test
    void ownCloseCancelsAStream() {
        TestPublisher<WebSocketMessage> publisher = TestPublisher.create();
        send(publisher);
        publisher.next(new TextMessage("m0"));
        session.close(CloseStatus.NORMAL);
        harness.settles();

        publisher.assertCancelled();
        assertThat(outcome).containsExactly("SessionClosedException");
        assertThat(transport.received()).startsWith(serverText("m0"));
    }

    @Test
    void clientsCloseCancelsAStream() {
        TestPublisher<WebSocketMessage> publisher = TestPublisher.create();
        send(publisher);
        harness.receives(clientClose(1000, ""));

        publisher.assertCancelled();
        assertThat(outcome).containsExactly("SessionClosedException");
    }

    @Test
    void endOfTheTransportCancelsAStream() {
        TestPublisher<WebSocketMessage> publisher = TestPublisher.create();
        send(publisher);
        harness.transportEnds();

        publisher.assertCancelled();
        assertThat(outcome).containsExactly("SessionClosedException");
    }

    @Test
    void streamOfAClosedSessionIsCancelledAtOnce() {
        harness.transportEnds();
        TestPublisher<WebSocketMessage> publisher = TestPublisher.create();
        StepVerifier.create(session.send(publisher)).verifyError(SessionClosedException.class);

        publisher.assertCancelled();
    }

    @Test
    void whoLosesInterestCancelsThePublisherOnly() {
        TestPublisher<WebSocketMessage> publisher = TestPublisher.create();
        Disposable subscription = send(publisher);
        publisher.next(new TextMessage("m0"));
        subscription.dispose();
        session.sendMessage(new TextMessage("on"));
        harness.settles();

        publisher.assertCancelled();
        assertThat(transport.received()).isEqualTo(serverText("m0") + serverText("on"));
        assertThat(session.isOpen()).isTrue();
    }

    @Test
    void publisherThatComesAfterInterestWasLostIsCancelled() {
        AtomicReference<Subscriber<? super WebSocketMessage>> late = new AtomicReference<>();
        send(late::set).dispose();
        harness.settles();

        TestPublisher<WebSocketMessage> publisher = TestPublisher.create();
        publisher.subscribe(late.get());
        harness.settles();
        publisher.assertCancelled();
    }

    @Test
    void publisherSeesTheContextOfItsSubscriber() {
        List<String> seen = new ArrayList<>();
        Flux<WebSocketMessage> publisher = Flux.deferContextual(context -> {
            seen.add(context.get("user"));
            return messages(1);
        });
        session.send(publisher).contextWrite(it -> it.put("user", "jane")).subscribe();

        assertThat(seen).containsExactly("jane");
    }

    @Test
    void completionWaitsForTheNetwork() {
        transport.block();
        send(messages(3));
        harness.settles();
        assertThat(outcome).isEmpty();

        transport.take(Long.MAX_VALUE);
        assertThat(outcome).containsExactly("done");
    }

    @Test
    void twoStreamsAndAMessageShareTheRoad() {
        send(messages(100));
        send(messages(100));
        session.sendMessage(new TextMessage("x"));
        harness.settles();

        assertThat(outcome).containsExactly("done", "done");
        assertThat(transport.receivedBytes()).isEqualTo(2 * frames(0, 100).length() / 2 + 3);
    }
}

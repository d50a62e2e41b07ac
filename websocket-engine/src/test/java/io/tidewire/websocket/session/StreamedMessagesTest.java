package io.tidewire.websocket.session;

import static io.tidewire.websocket.testing.Frames.BINARY;
import static io.tidewire.websocket.testing.Frames.BINARY_BEGINS;
import static io.tidewire.websocket.testing.Frames.CONTINUES;
import static io.tidewire.websocket.testing.Frames.ENDS;
import static io.tidewire.websocket.testing.Frames.PING;
import static io.tidewire.websocket.testing.Frames.TEXT_BEGINS;
import static io.tidewire.websocket.testing.Frames.client;
import static io.tidewire.websocket.testing.Frames.clientClose;
import static io.tidewire.websocket.testing.Frames.clientText;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.websocket.CloseStatus;
import io.tidewire.websocket.SessionClosedException;
import io.tidewire.websocket.StreamedMessage;
import io.tidewire.websocket.testing.Hex;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Publisher;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** Messages that are handled while they arrive, one after the other. */
class StreamedMessagesTest {

    /** A frame's worth of content beyond what may wait while the client is read. */
    private static final String MUCH = Hex.times(100_000, "01");

    private final SessionHarness harness = new SessionHarness();
    private final List<StreamedMessage> begun = new ArrayList<>();
    private final List<Throwable> failures = new ArrayList<>();

    @AfterEach
    void releases() {
        harness.transportEnds();
    }

    private void opensWith(Function<StreamedMessage, Publisher<?>> handler) {
        harness.open(new StreamedMessages(
                message -> {
                    begun.add(message);
                    return handler.apply(message);
                },
                failures::add));
    }

    /** Asks for as many parts as the test does, and writes down what it gets. */
    private static final class Reader extends BaseSubscriber<byte[]> {

        final List<String> seen = new ArrayList<>();
        private final long first;

        Reader(long first) {
            this.first = first;
        }

        @Override
        protected void hookOnSubscribe(org.reactivestreams.Subscription subscription) {
            if (first > 0) {
                subscription.request(first);
            }
        }

        @Override
        protected void hookOnNext(byte[] part) {
            seen.add(part.length > 20 ? part.length + " bytes" : Hex.of(part));
        }

        @Override
        protected void hookOnComplete() {
            seen.add("complete");
        }

        @Override
        protected void hookOnError(Throwable failure) {
            seen.add(failure.getClass().getSimpleName() + " " + failure.getMessage());
        }
    }

    private Reader read(int message, long first) {
        Reader reader = new Reader(first);
        begun.get(message).content().subscribe(reader);
        return reader;
    }

    @Test
    void contentIsEmittedAsItArrives() {
        opensWith(message -> Mono.never());
        harness.receives(client(BINARY_BEGINS, "01"));
        Reader reader = read(0, Long.MAX_VALUE);
        assertThat(reader.seen).containsExactly("01");
        assertThat(begun.get(0).isText()).isFalse();

        harness.receives(client(CONTINUES, "02"), client(PING, ""));
        harness.receives(client(ENDS, "03"));
        assertThat(reader.seen).containsExactly("01", "02", "03", "complete");
    }

    @Test
    void emptyMessageHasEmptyContent() {
        opensWith(message -> Mono.never());
        harness.receives(clientText(""));

        assertThat(read(0, 0).seen).containsExactly("complete");
        assertThat(begun.get(0).isText()).isTrue();
    }

    @Test
    void contentComesNoFasterThanItIsAskedFor() {
        opensWith(message -> Mono.never());
        harness.receives(client(BINARY_BEGINS, MUCH));
        assertThat(harness.transport.reading).isFalse();
        Reader reader = read(0, 1);
        assertThat(reader.seen).containsExactly("16384 bytes");

        reader.request(5);
        assertThat(reader.seen).hasSize(6);
        reader.request(1);
        assertThat(reader.seen).hasSize(7).endsWith("1696 bytes");
        assertThat(harness.transport.reading).isTrue();
        harness.receives(client(ENDS, "02"));
        reader.request(2);
        assertThat(reader.seen).endsWith("02", "complete");
    }

    @Test
    void nextMessageBeginsWhenTheHandlerHasCompletedAndTheContentIsOver() {
        List<Sinks.Empty<Void>> handlings = new ArrayList<>();
        opensWith(message -> {
            Sinks.Empty<Void> handling = Sinks.empty();
            handlings.add(handling);
            return handling.asMono();
        });
        harness.receives(clientText("a"), clientText("b"), clientText("c"));
        assertThat(read(0, Long.MAX_VALUE).seen).containsExactly("61", "complete");
        assertThat(begun).hasSize(1);

        handlings.get(0).tryEmitEmpty();
        assertThat(begun).hasSize(2);
        Reader reader = read(1, 0);
        handlings.get(1).tryEmitEmpty();
        assertThat(begun).as("content of the second is not over").hasSize(2);
        reader.request(1);
        assertThat(begun).hasSize(3);
    }

    @Test
    void contentThatNobodySubscribedToIsThrownAway() {
        opensWith(message -> Mono.empty());
        harness.receives(client(BINARY_BEGINS, MUCH), client(ENDS, MUCH), clientText("b"));

        assertThat(begun).hasSize(2);
        assertThat(harness.transport.reading).isTrue();
        assertThat(read(0, 1).seen)
                .containsExactly("IllegalStateException A message's content has one subscriber only,"
                        + " and none when its handler has completed");
    }

    @Test
    void contentThatIsCancelledIsThrownAway() {
        opensWith(message -> message.content().next());
        harness.receives(client(BINARY_BEGINS, MUCH), client(ENDS, MUCH), clientText("b"));

        assertThat(begun).hasSize(2);
        assertThat(harness.transport.reading).isTrue();
    }

    @Test
    void contentThatIsCancelledLaterIsThrownAwayAsItComes() {
        opensWith(message -> Mono.empty());
        harness.receives(client(BINARY_BEGINS, "01"));
        harness.receives(client(CONTINUES, MUCH));
        assertThat(harness.transport.reading).isTrue();

        harness.receives(client(ENDS, MUCH) + clientText("b"));
        assertThat(begun).hasSize(2);
    }

    @Test
    void manySmallMessagesDoNotGrowTheStack() {
        opensWith(message -> message.content().then());
        harness.receives(clientText("a").repeat(100_000));

        assertThat(begun).hasSize(100_000);
        assertThat(failures).isEmpty();
    }

    @Test
    void contentHasOneSubscriber() {
        opensWith(message -> Mono.never());
        harness.receives(clientText("a"));
        read(0, 0);

        assertThat(read(0, 1).seen).hasSize(1).first().asString().startsWith("IllegalStateException");
    }

    @Test
    void contentFailsIfTheConnectionEndsAmidIt() { // a truncated message must not look whole
        opensWith(message -> Mono.never());
        harness.receives(client(BINARY_BEGINS, "01"));
        Reader reader = read(0, Long.MAX_VALUE);
        harness.transportEnds();

        assertThat(reader.seen)
                .containsExactly("01", "SessionClosedException The session has ended with 1006 amid a message");
    }

    @Test
    void contentFailsIfTheClientClosesAmidIt() {
        opensWith(message -> Mono.never());
        harness.receives(client(BINARY_BEGINS, "01"));
        harness.receives(clientClose(1000, ""));

        assertThat(read(0, 5).seen).hasSize(2).last().asString().contains("1000");
    }

    @Test
    void contentFailsIfItTurnsOutNotToBeUtf8() { // 8.1
        opensWith(message -> Mono.never());
        harness.receives(client(TEXT_BEGINS, "61"));
        Reader reader = read(0, 5);
        harness.receives(client(ENDS, "ff"));

        assertThat(reader.seen).hasSize(2).last().asString().contains("1007");
    }

    @Test
    void contentFailsIfThisEndClosesAmidIt() {
        opensWith(message -> Mono.never());
        harness.receives(client(BINARY_BEGINS, "01"));
        Reader reader = read(0, 5);
        harness.session.close(CloseStatus.NORMAL);
        harness.receives(client(ENDS, "02"), clientClose(1000, ""));

        assertThat(reader.seen)
                .containsExactly("01", "SessionClosedException The session has ended with 1000 amid a message");
    }

    @Test
    void contentThatWasReceivedWholeCompletesThoughTheConnectionHasEnded() {
        opensWith(message -> Mono.never());
        harness.receives(client(BINARY, Hex.times(60_000, "01")), clientClose(1000, ""));
        harness.transportEnds();
        Reader reader = read(0, 1);
        for (int i = 0; i < 4; i++) {
            harness.passes(Duration.ofSeconds(9));
            reader.request(1);
        }

        assertThat(reader.seen).hasSize(5).endsWith("10848 bytes", "complete");
    }

    @Test
    void contentThatNobodyAsksForFailsAfterTheEnd() {
        opensWith(message -> Mono.never());
        harness.receives(client(BINARY, MUCH), clientClose(1000, ""));
        Reader reader = read(0, 1);
        harness.transportEnds();
        harness.passes(Duration.ofSeconds(11));

        assertThat(reader.seen)
                .containsExactly(
                        "16384 bytes", "SessionClosedException The session has ended with 1006 amid a message");
    }

    @Test
    void failureOfAHandlerIsToldAndNoMessageFollows() {
        opensWith(message -> Mono.error(new IllegalStateException("expected by the test")));
        harness.receives(clientText("a"), clientText("b"));

        assertThat(failures).extracting(Throwable::getMessage).containsExactly("expected by the test");
        assertThat(begun).hasSize(1);
    }

    @Test
    void handlerThatThrowsHasFailed() {
        opensWith(message -> {
            throw new IllegalStateException("expected by the test");
        });
        harness.receives(clientText("a"));

        assertThat(failures).hasSize(1);
    }

    @Test
    void handlerThatReadsToTheEndFailsWithTheContent() {
        opensWith(message -> message.content().then());
        harness.receives(client(BINARY_BEGINS, "01"));
        harness.transportEnds();

        assertThat(failures).hasSize(1).first().isInstanceOf(SessionClosedException.class);
    }

    @Test
    void demandOfAnotherThreadIsMet() throws InterruptedException {
        opensWith(message -> Mono.never());
        harness.receives(client(BINARY_BEGINS, MUCH));
        Reader reader = read(0, 0);
        Thread other = new Thread(() -> reader.request(3));
        other.start();
        other.join();
        harness.settles();
        assertThat(reader.seen).hasSize(3);

        Thread third = new Thread(reader::cancel);
        third.start();
        third.join();
        harness.settles();
        assertThat(harness.transport.reading).isTrue();
        assertThat(Flux.fromIterable(reader.seen).count().block()).isEqualTo(3);
    }
}

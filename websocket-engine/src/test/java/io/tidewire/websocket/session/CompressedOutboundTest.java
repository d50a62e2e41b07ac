package io.tidewire.websocket.session;

import static io.tidewire.websocket.testing.Frames.serverText;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.websocket.BinaryMessage;
import io.tidewire.websocket.Compression;
import io.tidewire.websocket.CompressionBudget;
import io.tidewire.websocket.TextMessage;
import io.tidewire.websocket.WebSocketMessage;
import io.tidewire.websocket.WebSocketOptions;
import io.tidewire.websocket.deflate.DeflateParameters;
import io.tidewire.websocket.testing.Hex;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.test.publisher.TestPublisher;

/** What goes out compressed, and how (RFC 7692, sections 6 and 7.2.1). */
class CompressedOutboundTest {

    private static final int FIN = 0x80;
    private static final int RSV1 = 0x40;
    private static final String LONG = "tide in, tide out; ".repeat(200);

    private final List<SessionHarness> harnesses = new ArrayList<>();
    private final CompressionBudget budget = new CompressionBudget(1 << 20);

    @AfterEach
    void everythingIsGivenBack() {
        harnesses.forEach(SessionHarness::transportEnds);
        assertThat(budget.used()).isZero();
    }

    private SessionHarness open(boolean takeover, int windowBits) {
        SessionHarness harness = new SessionHarness(
                        WebSocketOptions.builder()
                                .compression(Compression.DEFAULT.withServerContextTakeover(takeover))
                                .compressionBudget(budget)
                                .build(),
                        new DeflateParameters(!takeover, false, windowBits, windowBits < 15))
                .open();
        harnesses.add(harness);
        return harness;
    }

    /** A server's frame: its first byte and its payload. */
    private static final class Frame {

        private final int first;
        private final byte[] payload;

        Frame(int first, byte[] payload) {
            this.first = first;
            this.payload = payload;
        }

        int first() {
            return first;
        }

        byte[] payload() {
            return payload;
        }
    }

    private static List<Frame> frames(SessionHarness harness) {
        harness.settles();
        byte[] all = Hex.hex(harness.transport.receivedSince());
        List<Frame> frames = new ArrayList<>();
        int at = 0;
        while (at < all.length) {
            int first = all[at] & 0xFF;
            int length = all[at + 1];
            at += 2;
            for (int more = length == 126 ? 2 : length == 127 ? 8 : 0, i = 0; i < more; i++, at++) {
                length = (i == 0 ? 0 : length << 8) | (all[at] & 0xFF);
            }
            byte[] payload = new byte[length];
            System.arraycopy(all, at, payload, 0, length);
            frames.add(new Frame(first, payload));
            at += length;
        }
        return frames;
    }

    /** Inflates a message as a client does (7.2.2). */
    private static byte[] inflated(Inflater inflater, List<Frame> message) {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        message.forEach(frame -> compressed.writeBytes(frame.payload()));
        compressed.writeBytes(Hex.hex("0000ffff"));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] room = new byte[100_000];
        inflater.setInput(compressed.toByteArray());
        try {
            for (int count = inflater.inflate(room); count > 0; count = inflater.inflate(room)) {
                out.write(room, 0, count);
            }
        } catch (DataFormatException e) {
            throw new AssertionError(e);
        }
        return out.toByteArray();
    }

    private static byte[] halfRandom(int length) {
        byte[] bytes = new byte[length];
        Random random = new Random(length);
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (i % 3 == 0 ? random.nextInt(256) : i / 100);
        }
        return bytes;
    }

    // ---- one message without its length

    /** A text that goes on after its beginning. */
    private static TestPublisher<String> streaming(SessionHarness harness, String beginning) {
        TestPublisher<String> text = TestPublisher.create();
        harness.session.sendText(text).subscribe();
        harness.settles();
        text.next(beginning);
        harness.settles();
        return text;
    }

    @ParameterizedTest
    @CsvSource({"false, 15", "true, 15", "false, 9", "true, 10"})
    void rsv1IsOnTheFirstFragmentOnlyAndAllInflateAsOne(boolean takeover, int windowBits) { // 6.1
        SessionHarness harness = open(takeover, windowBits);
        Inflater inflater = new Inflater(true);
        byte[] all = halfRandom(300_000);
        for (int message = 0; message < 3; message++) {
            harness.session
                    .sendBinary(Flux.range(0, 300).map(i -> Arrays.copyOfRange(all, i * 1000, i * 1000 + 1000)))
                    .subscribe();
            List<Frame> frames = frames(harness);
            assertThat(frames.stream().map(Frame::first)).containsExactly(2 | RSV1, 0, 0, 0, FIN);
            assertThat(inflated(inflater, frames)).isEqualTo(all);
            if (!takeover) {
                inflater.reset();
            }
        }
        assertThat(budget.used() > 0).isEqualTo(takeover);
        inflater.end();
    }

    @Test
    void endThatComesAloneIsTheEmptyBlock() { // 7.2.3.6
        SessionHarness harness = open(false, 15);
        TestPublisher<String> text = streaming(harness, LONG);
        text.complete();
        List<Frame> frames = frames(harness);

        assertThat(frames.stream().map(Frame::first)).containsExactly(1 | RSV1, FIN);
        assertThat(frames.get(1).payload()).isEqualTo(new byte[] {0});
        Inflater inflater = new Inflater(true);
        assertThat(new String(inflated(inflater, frames), UTF_8)).isEqualTo(LONG);
        inflater.end();
    }

    @Test
    void eachFragmentCanBeInflatedWhenItArrives() {
        SessionHarness harness = open(false, 15);
        TestPublisher<String> text = streaming(harness, LONG);
        List<Frame> first = frames(harness);
        Inflater inflater = new Inflater(true);
        assertThat(new String(inflated(inflater, first), UTF_8)).isEqualTo(LONG);
        inflater.end();
        text.complete();
        harness.settles();
    }

    @Test
    void messageInPartsCountsItsDeflaterUntilItsEnd() {
        SessionHarness harness = open(false, 15);
        TestPublisher<String> text = streaming(harness, LONG);
        assertThat(budget.used()).isEqualTo(264 * 1024);

        text.complete();
        harness.settles();
        assertThat(budget.used()).isZero();
    }

    @Test
    void messageInPartsGoesOutAsItIsWhenTheBudgetIsUsedUp() {
        SessionHarness harness = open(false, 15);
        budget.add(1 << 20);
        harness.session.sendText(Flux.just(LONG).repeat(99)).subscribe();
        List<Frame> frames = frames(harness);
        budget.add(-(1 << 20));

        assertThat(frames.stream().map(Frame::first)).startsWith(1, 0).endsWith(FIN);
        assertThat(frames.stream().mapToInt(frame -> frame.payload().length).sum())
                .isEqualTo(100 * LONG.length());
    }

    @Test
    void messageThatEndsBeforeTheThresholdIsNotCompressed() {
        SessionHarness harness = open(false, 15);
        TestPublisher<String> text = streaming(harness, "Hel");
        assertThat(harness.transport.received()).as("may still become long").isEmpty();
        text.next("lo").complete();
        harness.settles();

        assertThat(harness.transport.received()).isEqualTo(serverText("Hello"));
    }

    @Test
    void messageThatWasNotFinishedGivesItsDeflaterBack() {
        for (boolean takeover : new boolean[] {false, true}) {
            SessionHarness harness = open(takeover, 15);
            TestPublisher<String> text = TestPublisher.create();
            harness.session.sendText(text).subscribe(null, failure -> {});
            harness.settles();
            text.next(LONG);
            harness.settles();
            text.error(new IllegalStateException("broken"));
            assertThat(frames(harness).stream().map(Frame::first)).containsExactly(1 | RSV1, 0x88);
        }
    }

    // ---- the opt-out

    private static List<WebSocketMessage> optedOut() {
        return List.of(
                new TextMessage(LONG).withoutCompression(),
                new TextMessage(LONG.getBytes(UTF_8)).withoutCompression(),
                new TextMessage(LONG).withKey("k").withoutCompression(),
                new TextMessage(LONG).withoutCompression().withKey("k"),
                new BinaryMessage(LONG.getBytes(UTF_8)).withoutCompression(),
                new BinaryMessage(halfRandom(100_000)).withoutCompression().withKey("k"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void messageMayOptOutOnEveryWayOut(boolean takeover) throws InterruptedException {
        SessionHarness harness = open(takeover, 15);
        for (WebSocketMessage message : optedOut()) {
            harness.session.sendMessage(message);
            harness.session.send(Flux.just(message)).subscribe();
            harness.settles();
            Thread other = new Thread(() -> {
                harness.session.sendMessage(message);
                harness.session.send(Flux.just(message)).subscribe();
            });
            other.start();
            other.join();
            harness.settles();
            harness.transport.block();
            harness.session.sendMessage(new BinaryMessage(new byte[65_536]).withoutCompression());
            harness.session.sendMessage(message);
            harness.transport.take(Long.MAX_VALUE);

            List<Frame> frames = frames(harness);
            assertThat(frames).hasSize(6);
            assertThat(frames).allMatch(frame -> (frame.first() & RSV1) == 0);
            assertThat(frames.get(0).payload()).isEqualTo(message.bytes());
        }
    }

    @Test
    void messageThatHasNotOptedOutIsCompressedBetweenThoseThatHave() {
        SessionHarness harness = open(true, 15);
        Inflater inflater = new Inflater(true);
        for (int i = 0; i < 3; i++) {
            harness.session.sendMessage(new TextMessage(LONG).withoutCompression());
            harness.session.sendMessage(new TextMessage(LONG));
            List<Frame> frames = frames(harness);
            assertThat(frames.stream().map(Frame::first)).containsExactly(FIN | 1, FIN | RSV1 | 1);
            assertThat(new String(inflated(inflater, frames.subList(1, 2)), UTF_8))
                    .isEqualTo(LONG);
        }
        inflater.end();
    }

    @Test
    void wayOfSendingDoesNotMakeAnotherMessage() {
        TextMessage text = new TextMessage("a");
        assertThat(text.withoutCompression()).isEqualTo(text).hasSameHashCodeAs(text);
        assertThat(text.withKey("k").withoutCompression().getKey()).isEqualTo("k");
        assertThat(text.getKey()).isNull();
        assertThat(text.isCompressible()).isTrue();
        assertThat(text.withoutCompression().withKey("k").isCompressible()).isFalse();
        BinaryMessage binary = new BinaryMessage(new byte[] {1});
        assertThat(binary.withoutCompression().withKey("k")).isEqualTo(binary);
        assertThat(binary.withoutCompression().bytes()).isSameAs(binary.bytes());
    }
}

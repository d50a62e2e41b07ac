package io.tidewire.websocket.deflate;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewire.websocket.Compression;
import io.tidewire.websocket.CompressionBudget;
import io.tidewire.websocket.ProtocolViolation;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Random;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Compression and decompression (RFC 7692, section 7.2). */
class DeflateTest {

    private static final Compression EVERYTHING = new Compression(true, 0, 6, true, true);

    private final CompressionBudget budget = new CompressionBudget(1024 * 1024);
    private final ZlibPool pool = new ZlibPool();

    private MessageDeflater deflater(boolean keeps, int windowBits) {
        return new MessageDeflater(new DeflateParameters(!keeps, !keeps, windowBits, true), EVERYTHING, budget, pool);
    }

    private MessageInflater inflater(boolean keeps) {
        return new MessageInflater(new DeflateParameters(!keeps, !keeps, 15, false), budget, pool);
    }

    private static byte[] inflate(MessageInflater inflater, byte[] message, int piece) {
        ByteArrayOutputStream result = new ByteArrayOutputStream();
        for (int at = 0; at < message.length; at += piece) {
            inflater.feed(message, at, Math.min(piece, message.length - at));
            drain(inflater, result);
        }
        inflater.feedTail();
        drain(inflater, result);
        inflater.endMessage();
        return result.toByteArray();
    }

    private static void drain(MessageInflater inflater, ByteArrayOutputStream result) {
        byte[] room = new byte[1000];
        for (int count = inflater.drain(room, 0, 1000); count > 0; count = inflater.drain(room, 0, 1000)) {
            result.write(room, 0, count);
        }
    }

    private static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits.replace(" ", ""));
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            one compressed block, f2 48 cd c9 c9 07 00
            a block without compression, 00 05 00 fa ff 48 65 6c 6c 6f 00
            a block with BFINAL, f3 48 cd c9 c9 07 00 00
            two blocks, f2 48 05 00 00 00 ff ff ca c9 c9 07 00
            """)
    void examplesOfTheRfcInflateToHello(String name, String message) { // 7.2.3.1, 7.2.3.3, 7.2.3.4, 7.2.3.5
        for (int piece = 1; piece <= 8; piece++) {
            assertThat(inflate(inflater(false), hex(message), piece)).as(name).isEqualTo("Hello".getBytes(UTF_8));
        }
    }

    @Test
    void messageMayReferToTheOneBeforeIt() { // 7.2.3.2
        MessageInflater inflater = inflater(true);
        assertThat(inflate(inflater, hex("f2 48 cd c9 c9 07 00"), 3)).isEqualTo("Hello".getBytes(UTF_8));
        assertThat(inflate(inflater, hex("f2 00 11 00 00"), 3)).isEqualTo("Hello".getBytes(UTF_8));
        inflater.close();
    }

    @Test
    void messageAfterOneThatEndedWithBfinalInflates() { // 7.2.3.4
        MessageInflater inflater = inflater(true);
        assertThat(inflate(inflater, hex("f3 48 cd c9 c9 07 00"), 9)).isEqualTo("Hello".getBytes(UTF_8));
        assertThat(inflate(inflater, hex("f3 48 cd c9 c9 07 00 00"), 9)).isEqualTo("Hello".getBytes(UTF_8));
        assertThat(inflate(inflater, hex("f2 48 cd c9 c9 07 00"), 9)).isEqualTo("Hello".getBytes(UTF_8));
        inflater.close();
    }

    @Test
    void blocksWithBfinalMayStandInTheMiddle() { // 7.2.3.4: one for each flush
        String hello = "f3 48 cd c9 c9 07 00";
        for (int piece = 1; piece <= 22; piece++) {
            assertThat(inflate(inflater(false), hex(hello + hello + hello + "00"), piece))
                    .isEqualTo("HelloHelloHello".getBytes(UTF_8));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"00", "02 00", ""})
    void emptyMessageInflatesToNothing(String message) { // 7.2.3.6
        assertThat(inflate(inflater(false), hex(message), 1)).isEmpty();
    }

    @Test
    void malformedDataFailsWith1007() {
        assertThatThrownBy(() -> inflate(inflater(false), hex("ff ff ff ff ff"), 5))
                .isInstanceOfSatisfying(
                        ProtocolViolation.class,
                        violation -> assertThat(violation.status().getCode()).isEqualTo(1007));
    }

    @ParameterizedTest
    @CsvSource({"true, 15", "true, 12", "true, 9", "true, 8", "false, 15", "false, 10", "false, 8"})
    void whatIsDeflatedInflatesAgainInEveryWindow(boolean keeps, int windowBits) {
        MessageDeflater deflater = deflater(keeps, windowBits);
        MessageInflater inflater = inflater(keeps);
        Random random = new Random(7692 + windowBits);
        for (int length : new int[] {1, 2, 63, 64, 255, 256, 257, 1000, 4096, 32_768, 32_769, 100_000}) {
            byte[] message = words(random, length);
            byte[] deflated = deflater.deflate(message);
            if (deflated != null) {
                assertThat(inflate(inflater, deflated, 1 + random.nextInt(deflated.length)))
                        .isEqualTo(message);
                assertThat(new BackReferences(deflated).longest()).isLessThanOrEqualTo(1 << windowBits);
            }
        }
        deflater.close();
        inflater.close();
        assertThat(budget.used()).isZero();
    }

    private static byte[] words(Random random, int length) {
        byte[] message = new byte[length];
        for (int i = 0; i < length; i++) {
            message[i] =
                    (byte) "tide wire frame mask close ".charAt(random.nextInt(3) == 0 ? random.nextInt(27) : i % 27);
        }
        return message;
    }

    @Test
    void shortMessagesAndThoseThatDoNotShrinkAreSentAsTheyAre() {
        MessageDeflater deflater = new MessageDeflater(
                new DeflateParameters(true, true, 15, false), new Compression(true, 100, 6, false, true), budget, pool);
        byte[] noise = new byte[1000];
        new Random(1).nextBytes(noise);

        assertThat(deflater.deflate(new byte[99])).isNull();
        assertThat(deflater.deflate(noise)).isNull();
        assertThat(deflater.deflate(new byte[100])).isNotNull();
    }

    @Test
    void compressionThatSavesNoByteIsNotWorthIt() {
        for (int length = 1; length <= 20; length++) {
            byte[] message = "a".repeat(length).getBytes(UTF_8);
            MessageDeflater sendsAll = deflater(true, 15);
            int deflated = Objects.requireNonNull(sendsAll.deflate(message)).length;
            sendsAll.close();

            assertThat(deflater(false, 15).deflate(message) == null)
                    .as("%d bytes deflate to %d", length, deflated)
                    .isEqualTo(deflated >= length);
        }
    }

    @Test
    void withoutContextNothingStaysWithTheConnection() { // 7.1.1
        Deflater onlyDeflater = pool.takeDeflater(6);
        Inflater onlyInflater = pool.takeInflater();
        pool.giveBack(onlyDeflater);
        pool.giveBack(onlyInflater);
        byte[] deflated = Objects.requireNonNull(deflater(false, 15).deflate(new byte[1000]));
        inflate(inflater(false), deflated, 1);

        assertThat(pool.takeDeflater(6)).isSameAs(onlyDeflater);
        assertThat(pool.takeInflater()).isSameAs(onlyInflater);
        onlyDeflater.end();
        onlyInflater.end();
    }

    @Test
    void contextGoesBackWithTheConnection() {
        MessageDeflater deflater = deflater(true, 15);
        MessageInflater inflater = inflater(true);
        Deflater onlyDeflater = pool.takeDeflater(6);
        Inflater onlyInflater = pool.takeInflater();
        pool.giveBack(onlyDeflater);
        pool.giveBack(onlyInflater);
        inflate(inflater, Objects.requireNonNull(deflater.deflate(new byte[1000])), 1000);
        deflater.close();
        inflater.close();

        assertThat(pool.takeDeflater(6)).isSameAs(onlyDeflater);
        assertThat(pool.takeInflater()).isSameAs(onlyInflater);
        onlyDeflater.end();
        onlyInflater.end();
    }

    @Test
    void connectionsOfOneThreadMayCompressAtDifferentLevels() {
        byte[] message = words(new Random(7692), 10_000);
        for (int level : new int[] {6, 1, 9, 6}) {
            MessageDeflater deflater = new MessageDeflater(
                    new DeflateParameters(true, true, 8, true),
                    new Compression(true, 0, level, true, true),
                    budget,
                    pool);
            byte[] deflated = Objects.requireNonNull(deflater.deflate(message));
            assertThat(inflate(inflater(false), deflated, 1000))
                    .as("level %d", level)
                    .isEqualTo(message);
        }
    }

    @Test
    void whatAContextRemembersIsSent() {
        MessageDeflater deflater = deflater(true, 15);
        byte[] noise = new byte[1000];
        new Random(1).nextBytes(noise);

        byte[] first = Objects.requireNonNull(deflater.deflate(noise));
        byte[] second = Objects.requireNonNull(deflater.deflate(noise));
        assertThat(first.length).isGreaterThan(1000);
        assertThat(second.length).isLessThan(50);
        deflater.close();
    }

    @Test
    void contextsCountWhileTheyAreKept() {
        MessageDeflater deflater = deflater(true, 15);
        MessageInflater inflater = inflater(true);
        assertThat(budget.used()).isZero();
        byte[] deflated = Objects.requireNonNull(deflater.deflate(new byte[1000]));
        inflate(inflater, deflated, 10);
        assertThat(budget.used()).isBetween(256L * 1024, 400L * 1024);
        deflater.close();
        inflater.close();
        assertThat(budget.used()).isZero();
        assertThat(Arrays.equals(inflate(inflater(false), deflated, 1), new byte[1000]))
                .isTrue();
        assertThat(budget.used()).isZero();
    }

    // ---- one message to many connections

    private static final int CONNECTIONS = 100;

    /** How often the message becomes another array. */
    private int compressions(byte[] message, boolean keeps, int windowBits) {
        byte[] last = {};
        int count = 0;
        for (int i = 0; i < CONNECTIONS; i++) {
            MessageDeflater deflater = deflater(keeps, windowBits);
            byte[] deflated = Objects.requireNonNull(deflater.deflate(message));
            assertThat(inflate(inflater(keeps), deflated, 1000)).isEqualTo(message);
            deflater.close();
            if (deflated != last) {
                count++;
                last = deflated;
            }
        }
        return count;
    }

    @Test
    void messageToManyConnectionsWithoutContextsIsCompressedOnce() {
        // more than once only if the garbage collector comes by
        assertThat(compressions("hello ".repeat(100).getBytes(UTF_8), false, 15))
                .isLessThan(CONNECTIONS / 2);
    }

    @Test
    void connectionWithAContextCompressesForItself() { // 7.1.1.1
        assertThat(compressions("hello ".repeat(100).getBytes(UTF_8), true, 15)).isEqualTo(CONNECTIONS);
    }

    @Test
    void whatWasCompressedWithOtherParametersIsNotTaken() {
        byte[] message = new byte[20_000];
        new Random(1).nextBytes(message);
        System.arraycopy(message, 0, message, 10_000, 10_000); // smaller with a window of 2^15, not with one of 2^9
        assertThat(deflater(false, 15).deflate(message)).isNotNull();
        assertThat(deflater(false, 9).deflate(message)).isNull();
        assertThat(deflater(false, 15).deflate(message)).isNotNull();
    }

    @Test
    void equalMessagesThatAreNotTheSameAreCompressedEach() {
        byte[] one = "hello ".repeat(100).getBytes(UTF_8);
        byte[] first = Objects.requireNonNull(deflater(false, 15).deflate(one));
        byte[] second = Objects.requireNonNull(deflater(false, 15).deflate(one.clone()));
        assertThat(second).isEqualTo(first).isNotSameAs(first);
    }
}

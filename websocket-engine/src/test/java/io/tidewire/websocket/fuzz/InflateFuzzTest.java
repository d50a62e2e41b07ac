package io.tidewire.websocket.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.tidewire.websocket.Compression;
import io.tidewire.websocket.CompressionBudget;
import io.tidewire.websocket.ProtocolViolation;
import io.tidewire.websocket.deflate.DeflateParameters;
import io.tidewire.websocket.deflate.MessageDeflater;
import io.tidewire.websocket.deflate.MessageInflater;
import io.tidewire.websocket.deflate.ZlibPool;
import io.tidewire.websocket.testing.Hex;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Arbitrary bytes as compressed messages, fed and drained in arbitrary pieces (RFC 7692, section 7.2.2). */
class InflateFuzzTest {

    /** Deflate at its best: 258 bytes for two bits, for a match and its distance (RFC 1951, section 3.2.5). */
    private static final int MOST_FROM_ONE_BYTE = 1032;

    private static final int BAD_DATA = 1007;

    private static final ZlibPool POOL = new ZlibPool();

    /** The examples of section 7.2.3, and where they are cut. */
    static Stream<byte[]> seeds() {
        return Stream.of(
                        "f248cdc9c90700",
                        "000500faff48656c6c6f00",
                        "f348cdc9c9070000",
                        "f2480500 0000ffffcac9c90700",
                        "f248cdc9c90700 f200110000",
                        "00",
                        "0200",
                        "78bb",
                        "ffffffffff")
                .flatMap(message -> Stream.of("01ff", "0301", "4a05").map(cuts -> Hex.hex(cuts + message)));
    }

    @MethodSource("seeds")
    @FuzzTest
    void inflatesOrFailsWith1007(byte[] input) {
        if (input.length < 2) {
            return;
        }
        boolean keeps = (input[0] & 1) != 0;
        int piece = 1 + ((input[0] & 0xFF) >> 1);
        int room = 1 + (input[1] & 0xFF);
        byte[] message = Arrays.copyOfRange(input, 2, input.length);

        CompressionBudget budget = new CompressionBudget(1 << 20);
        MessageInflater inflater = new MessageInflater(parameters(keeps), budget, POOL);
        MessageInflater inOnePiece = new MessageInflater(parameters(keeps), budget, POOL);
        try {
            // the second time, what the first one left in the context counts
            for (int round = 0; round < 2; round++) {
                String result = inflate(inflater, message, piece, room);
                assertThat(inflate(inOnePiece, message, Math.max(1, message.length), 64 * 1024))
                        .as("the same however it is fed and drained")
                        .isEqualTo(result);
                if (result.startsWith("fails")) {
                    break;
                }
            }
        } finally {
            inflater.close();
            inOnePiece.close();
        }
        assertThat(budget.used()).isZero();
        assertOurOwnIsRead(message, keeps, piece, room);
    }

    /** What the message inflates to, as hex, or which rule it breaks. */
    private static String inflate(MessageInflater inflater, byte[] message, int piece, int room) {
        Drain drain = new Drain(inflater, room, (message.length + 4L) * MOST_FROM_ONE_BYTE);
        try {
            for (int at = 0; at < message.length; at += piece) {
                inflater.feed(message, at, Math.min(piece, message.length - at));
                drain.run();
            }
            inflater.feedTail();
            drain.run();
            inflater.endMessage();
        } catch (ProtocolViolation violation) {
            assertThat(violation.status().getCode()).isEqualTo(BAD_DATA);
            return "fails: " + violation.getMessage();
        }
        return Hex.of(drain.result.toByteArray());
    }

    /** The same bytes as a message of ours come back, whatever the inflater has seen. */
    private static void assertOurOwnIsRead(byte[] message, boolean keeps, int piece, int room) {
        CompressionBudget budget = new CompressionBudget(1 << 20);
        Compression always = new Compression(true, 0, 1, true, true);
        int windowBits = 8 + message.length % 8;
        MessageDeflater deflater =
                new MessageDeflater(new DeflateParameters(!keeps, !keeps, windowBits, true), always, budget, POOL);
        MessageInflater inflater = new MessageInflater(parameters(keeps), budget, POOL);
        for (byte[] each : new byte[][] {message, "Hello".getBytes(UTF_8), message}) {
            byte[] deflated = deflater.deflate(each);
            if (deflated != null) {
                assertThat(inflate(inflater, deflated, piece, room)).isEqualTo(Hex.of(each));
            }
        }
        deflater.close();
        inflater.close();
        assertThat(budget.used()).isZero();
    }

    private static DeflateParameters parameters(boolean keeps) {
        return new DeflateParameters(!keeps, !keeps, 15, false);
    }

    private static final class Drain {

        private static final byte UNTOUCHED = 0x5A;

        private final MessageInflater inflater;
        private final int room;
        private final byte[] target;
        private final long most;
        private final ByteArrayOutputStream result = new ByteArrayOutputStream();

        Drain(MessageInflater inflater, int room, long most) {
            this.inflater = inflater;
            this.room = room;
            this.most = most;
            this.target = new byte[room + 2];
            Arrays.fill(target, UNTOUCHED);
        }

        void run() {
            int count;
            do {
                count = inflater.drain(target, 1, room);
                assertThat(count).isBetween(0, room);
                result.write(target, 1, count);
                assertThat((long) result.size()).as("what it may inflate to").isLessThanOrEqualTo(most);
            } while (count > 0);
            assertThat(new byte[] {target[0], target[room + 1]})
                    .as("around the room")
                    .containsOnly(UNTOUCHED);
        }
    }
}

package io.tidewire.websocket.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.websocket.BinaryMessage;
import io.tidewire.websocket.Compression;
import io.tidewire.websocket.CompressionBudget;
import io.tidewire.websocket.TextMessage;
import io.tidewire.websocket.WebSocketMessage;
import io.tidewire.websocket.WebSocketOptions;
import io.tidewire.websocket.deflate.DeflateParameters;
import io.tidewire.websocket.deflate.MessageDeflater;
import io.tidewire.websocket.deflate.MessageInflater;
import io.tidewire.websocket.deflate.ZlibPool;
import io.tidewire.websocket.testing.Frames;
import io.tidewire.websocket.testing.Hex;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Properties that hold for any input; a failure names its seed. */
class RandomInputTest {

    private static final int[] LENGTHS = {0, 1, 7, 125, 126, 127, 1000, 4096, 5000, 17_000, 65_535, 65_536, 70_000};

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16})
    void validFramesDecodeToTheSameMessagesHoweverTheyAreSplit(long seed) {
        Random random = new Random(seed);
        List<WebSocketMessage> expected = new ArrayList<>();
        List<String> expectedPongs = new ArrayList<>();
        StringBuilder frames = new StringBuilder();
        for (int i = 0; i < 15; i++) {
            WebSocketMessage message = message(random);
            expected.add(message);
            frames(random, message, frames, expectedPongs);
        }
        byte[] bytes = Hex.hex(frames.toString());

        for (int round = 0; round < 8; round++) {
            Peer peer = new Peer(WebSocketOptions.defaults(), 1024 << random.nextInt(5));
            int most = 1 << (3 + 2 * round);
            for (int at = 0; at < bytes.length; ) {
                int to = Math.min(bytes.length, at + 1 + random.nextInt(most));
                peer.sends(bytes, at, to);
                at = to;
            }
            assertThat(peer.messages).as("seed %d", seed).isEqualTo(expected);
            assertThat(peer.output).as("seed %d", seed).isEqualTo(expectedPongs);
            peer.assertOpen();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {21, 22, 23, 24, 25, 26, 27, 28})
    void partsJoinedAreTheMessages(long seed) {
        Random random = new Random(seed);
        CompressionBudget budget = new CompressionBudget(1 << 20);
        DeflateParameters parameters = new DeflateParameters(true, random.nextBoolean(), 15, false);
        MessageDeflater deflater = new MessageDeflater(
                parameters, new Compression(true, 0, 6, false, true), new CompressionBudget(0), new ZlibPool());
        List<WebSocketMessage> expected = new ArrayList<>();
        StringBuilder frames = new StringBuilder();
        for (int i = 0; i < 15; i++) {
            WebSocketMessage message = message(random);
            byte[] deflated = random.nextBoolean() ? deflater.deflate(message.bytes()) : null;
            expected.add(message);
            frames(
                    random,
                    (message instanceof TextMessage ? Opcode.TEXT : Opcode.BINARY) | (deflated == null ? 0 : 0x40),
                    deflated == null ? message.bytes() : deflated,
                    frames,
                    new ArrayList<>());
        }
        byte[] bytes = Hex.hex(frames.toString());

        for (int round = 0; round < 8; round++) {
            Peer peer = new Peer(
                            WebSocketOptions.defaults(),
                            new MessageInflater(parameters, budget, new ZlibPool()),
                            1024 << random.nextInt(5))
                    .inParts();
            if (random.nextBoolean()) {
                peer.pausing();
            }
            int most = 1 << (3 + 2 * round);
            for (int at = 0; at < bytes.length; ) {
                int to = Math.min(bytes.length, at + 1 + random.nextInt(most));
                peer.sendsUntilTaken(Arrays.copyOfRange(bytes, at, to));
                at = to;
            }
            assertThat(peer.messages).as("seed %d", seed).isEqualTo(expected);
            peer.assertOpen();
            peer.protocol().transportEnded();
        }
        assertThat(budget.used()).isZero();
    }

    private static WebSocketMessage message(Random random) {
        int length = LENGTHS[random.nextInt(LENGTHS.length)];
        if (random.nextBoolean()) {
            byte[] bytes = new byte[length];
            random.nextBytes(bytes);
            return new BinaryMessage(bytes);
        }
        boolean ascii = random.nextBoolean();
        StringBuilder text = new StringBuilder();
        while (text.length() < length) {
            int character = random.nextInt(ascii ? 0x80 : Character.MAX_CODE_POINT);
            boolean surrogate = character >= Character.MIN_SURROGATE && character <= Character.MAX_SURROGATE;
            text.appendCodePoint(surrogate ? 'x' : character);
        }
        return new TextMessage(text);
    }

    private static void frames(Random random, WebSocketMessage message, StringBuilder frames, List<String> pongs) {
        int opcode = message instanceof TextMessage ? Opcode.TEXT : Opcode.BINARY;
        frames(random, opcode, message.bytes(), frames, pongs);
    }

    private static void frames(Random random, int first, byte[] bytes, StringBuilder frames, List<String> pongs) {
        String payload = Hex.of(bytes);
        int opcode = first;
        int at = 0;
        while (random.nextInt(3) > 0) {
            int to = at + 2 * random.nextInt((payload.length() - at) / 2 + 1);
            frames.append(Frames.client(opcode, key(random), payload.substring(at, to)));
            at = to;
            opcode = Opcode.CONTINUATION;
            if (random.nextBoolean()) {
                String ping = Hex.times(random.nextInt(126), "0a");
                frames.append(Frames.client(Frames.PING, key(random), ping));
                pongs.add("pong " + ping);
            }
        }
        frames.append(Frames.client(0x80 | opcode, key(random), payload.substring(at)));
    }

    private static String key(Random random) {
        return "%08x".formatted(random.nextInt());
    }

    @ParameterizedTest
    @ValueSource(longs = {101, 102, 103, 104})
    void randomBytesNeverThrow(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 5000; i++) {
            Peer peer = new Peer();
            byte[] bytes = new byte[1 + random.nextInt(60)];
            random.nextBytes(bytes);
            nudge(random, bytes);
            int split = random.nextInt(bytes.length + 1);
            peer.sends(bytes, 0, split).sends(bytes, split, bytes.length);
            peer.protocol().transportEnded();

            assertThat(peer.closed).as("seed %d, round %d", seed, i).hasSize(1);
            assertThat(peer.violations).hasSizeLessThanOrEqualTo(1);
        }
    }

    /** Makes the first header likely to be a valid one, so that what lies behind it is reached. */
    private static void nudge(Random random, byte[] bytes) {
        int[] firsts = {0x81, 0x82, 0x01, 0x02, 0x88, 0x89, 0x8A, 0x80};
        bytes[0] = (byte) firsts[random.nextInt(firsts.length)];
        if (bytes.length > 1) {
            bytes[1] = (byte) (0x80 | random.nextInt(16));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {201, 202, 203, 204})
    void validFramesWithOneBitFlippedNeverThrow(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 500; i++) {
            StringBuilder frames = new StringBuilder();
            for (int k = 0; k < 3; k++) {
                frames(random, new TextMessage("grüße".repeat(random.nextInt(40))), frames, new ArrayList<>());
            }
            byte[] bytes = Hex.hex(frames.toString());
            bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            Peer peer = new Peer();
            peer.sends(bytes);
            peer.protocol().transportEnded();

            assertThat(peer.closed).as("seed %d, round %d", seed, i).hasSize(1);
        }
    }
}

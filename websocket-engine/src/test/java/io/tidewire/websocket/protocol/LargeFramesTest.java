package io.tidewire.websocket.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.websocket.BinaryMessage;
import io.tidewire.websocket.TextMessage;
import io.tidewire.websocket.WebSocketMessage;
import io.tidewire.websocket.WebSocketOptions;
import io.tidewire.websocket.testing.Frames;
import io.tidewire.websocket.testing.Hex;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A large frame's payload skips the workspace, and the header behind it does not: whatever the lengths and wherever the
 * reads end, the messages are those that were sent.
 */
class LargeFramesTest {

    /** Around what is large, around a workspace and a piece, around a header's longer length, around a read. */
    private static final int[] LENGTHS = {
        4095, 4096, 4097, 0, 4096, 16_383, 16_384, 16_385, 125, 65_535, 65_536, 262_143, 262_144, 262_145, 5000, 5000
    };

    /** Wherever a header of at most 14 bytes may be cut, and around it. */
    private static final int AROUND = 18;

    private final List<WebSocketMessage> messages = new ArrayList<>();
    private final List<Integer> begins = new ArrayList<>();
    private final ByteArrayOutputStream sent = new ByteArrayOutputStream();

    /** Each length as text and as binary, a ping between them. */
    LargeFramesTest() {
        Random random = new Random(4096);
        for (int length : LENGTHS) {
            byte[] bytes = new byte[length];
            random.nextBytes(bytes);
            add(0x82, new BinaryMessage(bytes), random);
            sent.writeBytes(Hex.hex(Frames.client(Frames.PING, "0a")));
            add(0x81, new TextMessage("€".repeat(length / 3) + "x".repeat(length % 3)), random);
        }
    }

    private void add(int first, WebSocketMessage message, Random random) {
        messages.add(message);
        begins.add(sent.size());
        byte[] payload = message.bytes();
        ByteBuffer header = ByteBuffer.allocate(FrameHeader.MAX_LENGTH).put((byte) first);
        if (payload.length < 126) {
            header.put((byte) (0x80 | payload.length));
        } else if (payload.length <= 0xFFFF) {
            header.put((byte) 0xFE).putShort((short) payload.length);
        } else {
            header.put((byte) 0xFF).putLong(payload.length);
        }
        int mask = random.nextInt();
        header.putInt(mask);
        sent.write(header.array(), 0, header.position());
        byte[] masked = new byte[payload.length];
        for (int i = 0; i < masked.length; i++) {
            masked[i] = (byte) (payload[i] ^ (mask >>> (24 - 8 * (i % 4))));
        }
        sent.writeBytes(masked);
    }

    private void assertComplete(Peer peer) {
        assertThat(peer.messages.equals(messages)).isTrue();
        assertThat(peer.output).hasSize(LENGTHS.length).containsOnly("pong 0a");
        peer.assertOpen();
    }

    @ParameterizedTest
    @ValueSource(ints = {7, 1000, 4095, 4096, 16_384, 65_536, 262_144, Integer.MAX_VALUE})
    void readsOfOneLength(int length) {
        byte[] bytes = sent.toByteArray();
        for (int workspace : new int[] {1024, 16 * 1024}) {
            Peer whole = new Peer(WebSocketOptions.defaults(), workspace);
            Peer parts = new Peer(WebSocketOptions.defaults(), workspace).inParts();
            for (int at = 0; at < bytes.length; ) {
                int to = at + Math.min(bytes.length - at, length);
                whole.sends(bytes, at, to);
                parts.sends(bytes, at, to);
                at = to;
            }
            assertComplete(whole);
            assertComplete(parts);
        }
    }

    @ParameterizedTest
    @CsvSource({"false, false", "false, true", "true, false", "true, true"})
    void readsThatEndAroundTheBeginningOfEachFrame(boolean inParts, boolean pausing) {
        byte[] bytes = sent.toByteArray();
        for (int around = -AROUND; around <= AROUND; around++) {
            Peer peer = new Peer();
            if (inParts) {
                peer.inParts();
            }
            if (pausing) {
                peer.pausing();
            }
            int at = 0;
            for (int begin : begins) {
                int to = Math.max(at, begin + around);
                peer.sendsUntilTaken(Arrays.copyOfRange(bytes, at, to));
                at = to;
            }
            peer.sendsUntilTaken(Arrays.copyOfRange(bytes, at, bytes.length));
            assertComplete(peer);
        }
    }
}

package io.tidewire.websocket.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.tidewire.websocket.BinaryMessage;
import io.tidewire.websocket.CloseStatus;
import io.tidewire.websocket.CompressionBudget;
import io.tidewire.websocket.MessagePart;
import io.tidewire.websocket.ProtocolViolation;
import io.tidewire.websocket.TextMessage;
import io.tidewire.websocket.WebSocketMessage;
import io.tidewire.websocket.WebSocketOptions;
import io.tidewire.websocket.deflate.DeflateParameters;
import io.tidewire.websocket.deflate.MessageInflater;
import io.tidewire.websocket.deflate.ZlibPool;
import io.tidewire.websocket.protocol.ProtocolEvents;
import io.tidewire.websocket.protocol.ProtocolOutput;
import io.tidewire.websocket.protocol.WebSocketProtocol;
import io.tidewire.websocket.rfc.RfcCase;
import io.tidewire.websocket.rfc.RfcCases;
import io.tidewire.websocket.testing.Frames;
import io.tidewire.websocket.testing.Hex;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Arbitrary bytes from a client, in arbitrary pieces (RFC 6455, sections 5 to 7; RFC 7692, section 6). */
class FramesFuzzTest {

    private static final int MAX_MESSAGE_SIZE = 20_000;
    private static final int MAX_FRAME_SIZE = 16_000;
    private static final int MAX_FRAGMENTS = 8;
    private static final int LONGEST_CONTROL_PAYLOAD = 125;
    private static final int RSV1 = 0x40;

    private static final WebSocketOptions OPTIONS = WebSocketOptions.builder()
            .maxMessageSize(MAX_MESSAGE_SIZE)
            .maxFrameSize(MAX_FRAME_SIZE)
            .maxFragments(MAX_FRAGMENTS)
            .build();

    private static final ZlibPool POOL = new ZlibPool();

    /** The RFC's cases as far as they are short, and some compressed ones; the first byte says how each is cut. */
    static Stream<byte[]> seeds() {
        Stream<String> plain = RfcCases.all().stream().map(RfcCase::client).filter(client -> client.length() < 600);
        String hello = "f248cdc9c90700";
        Stream<String> compressed = Stream.of(
                Frames.client(Frames.TEXT | RSV1, hello).repeat(2),
                Frames.client(Frames.TEXT_BEGINS | RSV1, hello.substring(0, 4))
                        + Frames.client(Frames.PING, "01")
                        + Frames.client(Frames.ENDS, hello.substring(4)),
                Frames.client(Frames.BINARY | RSV1, "f348cdc9c9070000") + Frames.client(Frames.TEXT | RSV1, "00"),
                Frames.client(Frames.BINARY, "00".repeat(5000)),
                "c18737fa213dc500ecf4010000000000001c3dc5b2ecf4fefd21"); // neither deflate nor UTF-8
        return Stream.concat(plain.map(frames -> "06" + frames), compressed.map(frames -> "0d" + frames))
                .map(Hex::hex);
    }

    @MethodSource("seeds")
    @FuzzTest
    void isReadOrRefusedTheSameHoweverItIsSplit(byte[] input) {
        if (input.length == 0) {
            return;
        }
        boolean compression = (input[0] & 1) != 0;
        boolean keeps = (input[0] & 2) != 0;
        int piece = 1 + ((input[0] & 0xFF) >> 2);
        byte[] frames = Arrays.copyOfRange(input, 1, input.length);

        List<String> whole = new Connection(compression, keeps, 16 * 1024).receive(frames, Integer.MAX_VALUE);
        assertThat(new Connection(compression, keeps, 1024).receive(frames, piece))
                .as("in pieces of %d bytes", piece)
                .isEqualTo(whole);
        assertThat(new Connection(compression, keeps, 1024).receive(frames, 5000))
                .as("in pieces of 5000 bytes")
                .isEqualTo(whole);
        assertThat(new Connection(compression, keeps, 1024).inParts().receive(frames, piece))
                .as("parts joined, in pieces of %d bytes", piece)
                .isEqualTo(whole);
    }

    /** Checks what its owner is told while it is told, and remembers it. */
    private static final class Connection implements ProtocolEvents, ProtocolOutput {

        private final CompressionBudget budget = new CompressionBudget(1 << 20);
        private final WebSocketProtocol protocol;
        private final List<String> events = new ArrayList<>();
        private final ByteArrayOutputStream joined = new ByteArrayOutputStream();
        private boolean violated;
        private boolean closeSent;
        private boolean ended;
        private boolean closed;

        Connection(boolean compression, boolean keeps, int workspace) {
            DeflateParameters parameters = new DeflateParameters(true, !keeps, 15, false);
            protocol = new WebSocketProtocol(
                    OPTIONS,
                    this,
                    this,
                    compression ? new MessageInflater(parameters, budget, POOL) : null,
                    new byte[workspace]);
        }

        Connection inParts() {
            protocol.deliverInParts();
            return this;
        }

        List<String> receive(byte[] frames, int piece) {
            for (int at = 0; at < frames.length; ) {
                int count = Math.min(piece, frames.length - at);
                ByteBuf in = Unpooled.wrappedBuffer(frames, at, count);
                protocol.receive(in);
                assertThat(in.isReadable()).as("bytes left").isFalse();
                assertThat(in.refCnt()).as("stays the caller's").isEqualTo(1);
                in.release();
                assertThat(protocol.isClosed()).isEqualTo(closed);
                at += count;
            }
            protocol.transportEnded();
            assertThat(closed).as("onClosed was called").isTrue();
            assertThat(budget.used()).as("native memory kept").isZero();
            return events;
        }

        @Override
        public boolean onMessage(WebSocketMessage message) {
            assertThat(closeSent).as("message after the close frame").isFalse();
            assertThat(message.getPayloadLength()).isLessThanOrEqualTo(MAX_MESSAGE_SIZE);
            if (message instanceof TextMessage text) {
                assertThat(text.getPayload()).isEqualTo(strictly(message.bytes()));
            }
            events.add(message.getClass().getSimpleName() + " " + Hex.of(message.bytes()));
            return true;
        }

        @Override
        public boolean onPart(MessagePart part) {
            if (part.isText()) {
                assertThat(strictly(part.bytes())).isNotNull();
            }
            joined.writeBytes(part.bytes());
            if (part.isLast()) {
                byte[] whole = joined.toByteArray();
                joined.reset();
                return onMessage(part.isText() ? new TextMessage(whole) : new BinaryMessage(whole));
            }
            return true;
        }

        /** What the JDK, which is strict when asked to be, makes of it. */
        private static String strictly(byte[] utf8) {
            try {
                return StandardCharsets.UTF_8
                        .newDecoder()
                        .decode(ByteBuffer.wrap(utf8))
                        .toString();
            } catch (CharacterCodingException e) {
                throw new AssertionError("a text that is not UTF-8", e);
            }
        }

        @Override
        public void onPong(byte[] payload) {
            assertThat(closed).as("pong after the end").isFalse();
            assertThat(payload).hasSizeLessThanOrEqualTo(LONGEST_CONTROL_PAYLOAD);
            events.add("pong arrived " + Hex.of(payload));
        }

        @Override
        public void onViolation(ProtocolViolation violation) {
            assertThat(violated || closed).as("second failure").isFalse();
            assertThat(violation.status().getCode()).isIn(1002, 1007, 1008, 1009);
            violated = true;
            events.add("violation " + said(violation.status()));
        }

        /**
         * java.util.zip keeps back what it has inflated when it finds a fault behind that: which of two faults of a
         * compressed text is seen first depends on the pieces, that the code is 1007 does not.
         */
        private static String said(CloseStatus status) {
            return status.equalsCode(CloseStatus.BAD_DATA) ? "1007" : status.toString();
        }

        @Override
        public void onClosed(CloseStatus status) {
            assertThat(closed).as("second onClosed").isFalse();
            closed = true;
            events.add("closed " + said(status));
        }

        @Override
        public void pong(byte[] payload) {
            assertThat(closeSent).as("pong after the close frame").isFalse();
            assertThat(payload).hasSizeLessThanOrEqualTo(LONGEST_CONTROL_PAYLOAD);
            events.add("send pong " + Hex.of(payload));
        }

        @Override
        public void close(CloseStatus status, boolean afterQueued) {
            assertThat(closeSent).as("second close frame").isFalse();
            assertThat(status.equalsCode(CloseStatus.NO_STATUS_CODE) || CloseStatus.isSendable(status.getCode()))
                    .as("code %d in a close frame", status.getCode())
                    .isTrue();
            closeSent = true;
            events.add("send close " + said(status));
        }

        @Override
        public void end(boolean peerIsDone) {
            assertThat(closeSent).as("end without a close frame").isTrue();
            assertThat(ended).as("second end").isFalse();
            ended = true;
            events.add("end"); // whether the peer is done depends on how its bytes came
        }

        @Override
        public void awaitEnd() {
            throw new AssertionError("a server does not wait for the client to end the transport");
        }
    }
}

package io.tidewire.websocket.protocol;

import static io.tidewire.websocket.testing.Frames.CONTINUES;
import static io.tidewire.websocket.testing.Frames.ENDS;
import static io.tidewire.websocket.testing.Frames.PING;
import static io.tidewire.websocket.testing.Frames.PONG;
import static io.tidewire.websocket.testing.Frames.TEXT;
import static io.tidewire.websocket.testing.Frames.TEXT_BEGINS;
import static io.tidewire.websocket.testing.Frames.client;
import static io.tidewire.websocket.testing.Frames.clientText;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.tidewire.websocket.BinaryMessage;
import io.tidewire.websocket.Compression;
import io.tidewire.websocket.CompressionBudget;
import io.tidewire.websocket.TextMessage;
import io.tidewire.websocket.WebSocketOptions;
import io.tidewire.websocket.deflate.DeflateParameters;
import io.tidewire.websocket.deflate.MessageDeflater;
import io.tidewire.websocket.deflate.MessageInflater;
import io.tidewire.websocket.deflate.ZlibPool;
import io.tidewire.websocket.testing.Hex;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Compressed messages in frames (RFC 7692, sections 6 and 8). */
class CompressionRulesTest {

    private static final int RSV1 = 0x40;
    private static final String HELLO = "f248cdc9c90700";
    private static final DeflateParameters PARAMETERS = new DeflateParameters(true, false, 15, false);

    private final CompressionBudget budget = new CompressionBudget(1 << 20);
    private final ZlibPool pool = new ZlibPool();
    private final Peer peer = peer(1 << 20, 16 * 1024);

    private Peer peer(int maxMessageSize, int workspace) {
        WebSocketOptions options =
                WebSocketOptions.builder().maxMessageSize(maxMessageSize).build();
        return new Peer(options, new MessageInflater(PARAMETERS, budget, pool), workspace);
    }

    private static String deflated(byte[] message) {
        MessageDeflater deflater = new MessageDeflater(
                PARAMETERS, new Compression(true, 0, 9, false, true), new CompressionBudget(0), new ZlibPool());
        return Hex.of(Objects.requireNonNull(deflater.deflate(message)));
    }

    @Test
    void messageWithRsv1IsDecompressedAndOneWithoutIsNot() { // 6.2
        peer.sends(client(TEXT | RSV1, HELLO), clientText("Hello"), client(TEXT | RSV1, HELLO));

        assertThat(peer.texts()).containsExactly("Hello", "Hello", "Hello");
        peer.assertOpen();
    }

    @Test
    void compressedMessageMayBeFragmentedAnywhereWithControlFramesBetween() { // 6.1, 7.2.3.1
        for (int cut = 0; cut <= HELLO.length(); cut += 2) {
            Peer each = peer(100, 16 * 1024);
            each.sends(
                    client(TEXT_BEGINS | RSV1, HELLO.substring(0, cut)),
                    client(PING, "01"),
                    client(CONTINUES, ""),
                    client(ENDS, HELLO.substring(cut)));
            assertThat(each.texts()).containsExactly("Hello");
            assertThat(each.output).containsExactly("pong 01");
        }
    }

    @Test
    void everySplitOfTheBytesGivesTheSameMessage() {
        byte[] all = Hex.hex(client(TEXT | RSV1, HELLO) + client(TEXT | RSV1, HELLO));
        for (int cut = 0; cut <= all.length; cut++) {
            Peer each = peer(100, 16 * 1024);
            each.sends(all, 0, cut).sends(all, cut, all.length);
            assertThat(each.texts()).containsExactly("Hello", "Hello");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {CONTINUES | RSV1, ENDS | RSV1})
    void rsv1OnAContinuationFailsWith1002(int first) { // 6.1
        peer.sends(client(TEXT_BEGINS | RSV1, HELLO), client(first, ""));

        peer.assertFailed(1002, "RSV1 on a frame that begins no message");
    }

    @ParameterizedTest
    @ValueSource(ints = {PING | RSV1, PONG | RSV1, 0x88 | RSV1})
    void rsv1OnAControlFrameFailsWith1002(int first) { // 6.1
        peer.sends(client(first, ""));

        peer.assertFailed(1002, "RSV1 on a frame that begins no message");
    }

    @ParameterizedTest
    @ValueSource(ints = {TEXT | 0x20, TEXT | 0x10, TEXT | RSV1 | 0x20})
    void otherReservedBitsStillFailWith1002(int first) {
        peer.sends(client(first, ""));

        peer.assertFailed(1002, "reserved bit set without an extension that defines it");
    }

    @Test
    void emptyMessageMayBeCompressed() { // 7.2.3.6
        peer.sends(client(TEXT | RSV1, "00"), client(TEXT | RSV1, ""));

        assertThat(peer.texts()).containsExactly("", "");
    }

    @Test
    void messageThatInflatesToTheLimitPassesAndOneByteMoreFailsWith1009() { // 8: bounded while inflating
        Peer bounded = peer(100_000, 1024);
        bounded.sends(client(0x82 | RSV1, deflated(new byte[100_000])));
        assertThat(bounded.messages).hasSize(1);
        assertThat(bounded.messages.get(0).getPayloadLength()).isEqualTo(100_000);

        bounded.sends(client(0x82 | RSV1, deflated(new byte[100_001])));
        bounded.assertFailed(1009, "message larger than 100000 bytes");
    }

    @Test
    void bombCostsTheLimitAndEndsTheConnection() {
        Peer bounded = peer(1 << 20, 16 * 1024);
        String bomb = deflated(new byte[32 << 20]);
        assertThat(bomb.length() / 2).isLessThan(40_000);

        bounded.sends(client(0x82 | RSV1, bomb));
        bounded.assertFailed(1009, "message larger than 1048576 bytes");
        assertThat(bounded.messages).isEmpty();
    }

    @Test
    void messageInALargeFrameInflates() {
        byte[] noise = new byte[10_000];
        new Random(1).nextBytes(noise);
        MessageDeflater deflater = new MessageDeflater(
                new DeflateParameters(false, false, 15, false), new Compression(true, 0, 9, true, true), budget, pool);
        String deflated = Hex.of(Objects.requireNonNull(deflater.deflate(noise)));
        deflater.close();
        byte[] all = Hex.hex(client(0x82 | RSV1, deflated));
        for (int cut : new int[] {0, 10, 1000, 9000}) {
            Peer each = peer(20_000, 1024);
            each.sends(all, 0, cut).sends(all, cut, all.length);
            assertThat(each.messages).containsExactly(new BinaryMessage(noise));
            each.assertOpen();
        }
    }

    @Test
    void clientThatDoesWithoutContextMayNotReferToTheMessageBefore() { // 7.1.1.2
        String helloAgain = "f200110000"; // 7.2.3.2
        peer.sends(client(TEXT | RSV1, HELLO), client(TEXT | RSV1, helloAgain));
        assertThat(peer.texts()).containsExactly("Hello", "Hello");

        DeflateParameters without = new DeflateParameters(true, true, 15, false);
        Peer forgetful = new Peer(WebSocketOptions.defaults(), new MessageInflater(without, budget, pool), 16 * 1024);
        forgetful.sends(client(TEXT | RSV1, HELLO), client(TEXT | RSV1, helloAgain));
        assertThat(forgetful.texts()).containsExactly("Hello");
        forgetful.assertFailed(1007, "compressed message is malformed");
    }

    // ---- in parts

    @Test
    void partsOfACompressedMessageJoinToTheMessage() {
        byte[] text = "tide 潮 прилив 🌊 ".repeat(5000).getBytes(StandardCharsets.UTF_8);
        for (boolean pausing : new boolean[] {false, true}) {
            Peer each = peer(1 << 20, 1024).inParts();
            if (pausing) {
                each.pausing();
            }
            String frames = client(TEXT | RSV1, deflated(text)) + client(TEXT | RSV1, HELLO) + client(TEXT | RSV1, "");
            int reads = each.sendsUntilTaken(Hex.hex(frames));

            assertThat(each.messages)
                    .containsExactly(new TextMessage(text), new TextMessage("Hello"), new TextMessage(""));
            assertThat(reads).isEqualTo(pausing ? reads : 1);
            each.assertOpen();
        }
    }

    @Test
    void inflatingStopsWhileNobodyTakesParts() { // 8: a read of few bytes is not to cost a lot
        Peer each = peer(64 << 20, 16 * 1024).inParts().pausing();
        ByteBuf bomb = Unpooled.wrappedBuffer(Hex.hex(client(0x82 | RSV1, deflated(new byte[32 << 20]))));
        for (int reads = 1; bomb.isReadable(); reads++) {
            each.protocol().receive(bomb);
            if (bomb.isReadable()) {
                assertThat(each.parts).hasSizeLessThanOrEqualTo(2 * reads);
            }
        }

        assertThat(each.messages.get(0).getPayloadLength()).isEqualTo(32 << 20);
        each.assertOpen();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 10, 4095, 4096, 4097})
    void smallLimitsHoldForWhatIsInflatedToo(int limit) { // 8
        WebSocketOptions options = WebSocketOptions.builder()
                .maxMessageSize(limit)
                .maxFrameSize(1024) // of what is compressed
                .build();
        Peer bounded = new Peer(options, new MessageInflater(PARAMETERS, budget, pool), 1024);
        bounded.sends(client(0x82 | RSV1, deflatedThoughShort(new byte[limit])));
        assertThat(bounded.messages).containsExactly(new BinaryMessage(new byte[limit]));

        bounded.sends(client(0x82 | RSV1, deflatedThoughShort(new byte[limit + 1])));
        bounded.assertFailed(1009, "message larger than " + limit + " bytes");
    }

    private static String deflatedThoughShort(byte[] message) {
        MessageDeflater deflater = new MessageDeflater(
                PARAMETERS, new Compression(true, 0, 9, false, true), new CompressionBudget(0), new ZlibPool());
        return Hex.of(deflater.deflatePart(message, message.length, true));
    }

    @Test
    void inflaterWithoutAContextCountsWhileAMessageIsUnfinished() {
        DeflateParameters without = new DeflateParameters(true, true, 15, false);
        Peer each = new Peer(WebSocketOptions.defaults(), new MessageInflater(without, budget, pool), 1024);
        each.sends(client(TEXT_BEGINS | RSV1, HELLO.substring(0, 6)));
        assertThat(budget.used()).isEqualTo(40 * 1024);

        each.sends(client(ENDS, HELLO.substring(6)));
        assertThat(each.texts()).containsExactly("Hello");
        assertThat(budget.used()).isZero();
    }

    @Test
    void partsInflateToTheLimitAndOneByteMoreFailsWith1009() { // 8
        Peer bounded = peer(100_000, 1024).inParts();
        bounded.sends(client(0x82 | RSV1, deflated(new byte[100_000])));
        assertThat(bounded.messages).hasSize(1);

        bounded.sends(client(0x82 | RSV1, deflated(new byte[100_001])));
        bounded.assertFailed(1009, "message larger than 100000 bytes");
        assertThat(bounded.messages).hasSize(1);
    }

    @Test
    void whoTakesAPartMayEndTheConnectionWhileItInflates() {
        Peer ending = peer(1 << 20, 1024).inParts().inOnPart(WebSocketProtocol::transportEnded);
        ending.sends(client(0x82 | RSV1, deflated(new byte[500_000])));

        assertThat(ending.parts).hasSize(1);
        assertThat(budget.used()).isZero();
    }

    @Test
    void textThatInflatesToSomethingElseThanUtf8FailsWith1007() {
        byte[] text = "x".repeat(100).getBytes(StandardCharsets.UTF_8);
        text[50] = (byte) 0xFF;
        peer.sends(client(TEXT | RSV1, deflated(text)));

        peer.assertFailed(1007, "text is not UTF-8");
    }

    @Test
    void malformedDataFailsWith1007() {
        peer.sends(client(TEXT | RSV1, "ffffffffff"));

        peer.assertFailed(1007, "compressed message is malformed");
    }

    @Test
    void contextIsGivenBackHoweverTheConnectionEnds() {
        peer.sends(client(TEXT_BEGINS | RSV1, HELLO));
        assertThat(budget.used()).isPositive();
        peer.protocol().transportEnded();
        assertThat(budget.used()).isZero();

        Peer failing = peer(100, 1024);
        failing.sends(client(TEXT_BEGINS | RSV1, HELLO), "f1");
        assertThat(budget.used()).isZero();
    }

    @Test
    void largeTextOfManyLanguagesSurvives() {
        byte[] text = "tide 潮 прилив 🌊 ".repeat(5000).getBytes(StandardCharsets.UTF_8);
        peer.sends(client(TEXT | RSV1, deflated(text)));

        assertThat(Arrays.equals(peer.messages.get(0).bytes(), text)).isTrue();
    }
}

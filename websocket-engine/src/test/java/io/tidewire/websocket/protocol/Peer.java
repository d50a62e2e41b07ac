package io.tidewire.websocket.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.tidewire.websocket.BinaryMessage;
import io.tidewire.websocket.CloseStatus;
import io.tidewire.websocket.MessagePart;
import io.tidewire.websocket.ProtocolViolation;
import io.tidewire.websocket.TextMessage;
import io.tidewire.websocket.WebSocketMessage;
import io.tidewire.websocket.WebSocketOptions;
import io.tidewire.websocket.deflate.MessageInflater;
import io.tidewire.websocket.testing.Hex;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The two sides of a protocol under test: what its client sends and receives, and what its owner is told. */
final class Peer implements ProtocolEvents, ProtocolOutput {

    private final WebSocketProtocol protocol;
    private final ByteBuf sent = Unpooled.buffer();

    final List<WebSocketMessage> messages = new ArrayList<>();
    final List<String> pings = new ArrayList<>();
    final List<MessagePart> parts = new ArrayList<>();
    final List<String> pongs = new ArrayList<>();
    final List<ProtocolViolation> violations = new ArrayList<>();
    final List<CloseStatus> closed = new ArrayList<>();
    final List<String> output = new ArrayList<>();

    private final ByteArrayOutputStream joined = new ByteArrayOutputStream();

    private boolean echoing;
    private boolean pausing;
    private Consumer<WebSocketProtocol> inOnMessage = protocol -> {};
    private Consumer<WebSocketProtocol> inOnPart = protocol -> {};
    private Consumer<WebSocketProtocol> inOnViolation = protocol -> {};

    Peer() {
        this(WebSocketOptions.defaults());
    }

    Peer(WebSocketOptions options) {
        this(options, 16 * 1024);
    }

    Peer(WebSocketOptions options, int workspace) {
        this(options, null, workspace);
    }

    /** With compression negotiated. */
    Peer(WebSocketOptions options, @Nullable MessageInflater inflater, int workspace) {
        this(Role.SERVER, options, inflater, workspace);
    }

    private Peer(Role role, WebSocketOptions options, @Nullable MessageInflater inflater, int workspace) {
        protocol = new WebSocketProtocol(role, options, this, this, inflater, new byte[workspace]);
    }

    /** The two sides of a client's protocol: what its server sends, and what its owner is told. */
    static Peer ofClient() {
        return new Peer(Role.CLIENT, WebSocketOptions.defaults(), null, 16 * 1024);
    }

    /** Takes messages in parts, and joins them besides. */
    Peer inParts() {
        protocol.deliverInParts();
        return this;
    }

    /** Sends each message back. */
    Peer echoing() {
        echoing = true;
        return this;
    }

    Peer inOnMessage(Consumer<WebSocketProtocol> what) {
        inOnMessage = what;
        return this;
    }

    Peer inOnPart(Consumer<WebSocketProtocol> what) {
        inOnPart = what;
        return this;
    }

    /** Wants no more for now after each message and each part. */
    Peer pausing() {
        pausing = true;
        return this;
    }

    Peer inOnViolation(Consumer<WebSocketProtocol> what) {
        inOnViolation = what;
        return this;
    }

    WebSocketProtocol protocol() {
        return protocol;
    }

    /** The client sends each of these in one piece. */
    Peer sends(String... pieces) {
        for (String piece : pieces) {
            sends(Hex.hex(piece));
        }
        return this;
    }

    Peer sends(byte[] bytes) {
        return sends(bytes, 0, bytes.length);
    }

    Peer sends(byte[] bytes, int from, int to) {
        ByteBuf in = Unpooled.wrappedBuffer(bytes, from, to - from);
        protocol.receive(in);
        if (in.isReadable() || in.refCnt() > 1) {
            throw new AssertionError("left unread or kept: " + in);
        }
        return this;
    }

    /** The client sends this in one piece, and what is left unread is given again; returns how often it was given. */
    int sendsUntilTaken(byte[] bytes) {
        ByteBuf in = Unpooled.wrappedBuffer(bytes);
        int given = 0;
        while (in.isReadable()) {
            protocol.receive(in);
            given++;
        }
        return given;
    }

    /** All that the client gets, as hex. */
    String received() {
        return Hex.of(receivedBytes());
    }

    byte[] receivedBytes() {
        byte[] all = new byte[sent.readableBytes()];
        sent.getBytes(sent.readerIndex(), all);
        return all;
    }

    List<String> texts() {
        return messages.stream().map(it -> ((TextMessage) it).getPayload()).toList();
    }

    /** The close status that both sides see; {@code null} while there is none. */
    @Nullable
    CloseStatus closeStatus() {
        assertThat(closed).as("onClosed is called once").hasSizeLessThanOrEqualTo(1);
        return closed.isEmpty() ? null : closed.get(0);
    }

    /** The connection was failed because the client broke this rule. */
    void assertFailed(int code, String rule) {
        CloseStatus status = new CloseStatus(code, rule);
        assertThat(violations).extracting(ProtocolViolation::getMessage).containsExactly(rule);
        assertThat(closed).containsExactly(status);
        assertThat(output).endsWith("close " + code + " " + rule, "end");
        assertThat(protocol.isClosed()).isTrue();
        assertThat(protocol.isOpen()).isFalse();
    }

    /** Nothing has ended, and the client broke no rule. */
    void assertOpen() {
        assertThat(violations).isEmpty();
        assertThat(closed).isEmpty();
        assertThat(output).noneMatch(it -> it.startsWith("close") || it.startsWith("end"));
        assertThat(protocol.isOpen()).isTrue();
    }

    @Override
    public boolean onMessage(WebSocketMessage message) {
        messages.add(message);
        inOnMessage.accept(protocol);
        if (echoing) {
            int opcode = message instanceof TextMessage ? Opcode.TEXT : Opcode.BINARY;
            FrameEncoder.writeFrame(sent, opcode, message.bytes());
        }
        return !pausing;
    }

    @Override
    public boolean onPart(MessagePart part) {
        parts.add(part);
        assertThat(part.bytes().length).isLessThanOrEqualTo(MessageParts.PART);
        assertThat(part.isLast() || part.bytes().length > 0).as("not empty").isTrue();
        joined.writeBytes(part.bytes());
        if (part.isLast()) {
            byte[] whole = joined.toByteArray();
            joined.reset();
            return onMessage(part.isText() ? new TextMessage(whole) : new BinaryMessage(whole));
        }
        inOnPart.accept(protocol);
        return !pausing;
    }

    @Override
    public void onPing(byte[] payload) {
        pings.add(Hex.of(payload));
    }

    @Override
    public void onPong(byte[] payload) {
        pongs.add(Hex.of(payload));
    }

    @Override
    public void onViolation(ProtocolViolation violation) {
        violations.add(violation);
        inOnViolation.accept(protocol);
    }

    @Override
    public void onClosed(CloseStatus status) {
        closed.add(status);
    }

    @Override
    public void pong(byte[] payload) {
        output.add("pong " + Hex.of(payload));
        FrameEncoder.writeFrame(sent, Opcode.PONG, payload);
    }

    @Override
    public void close(CloseStatus status, boolean afterQueued) {
        String reason = status.getReason() == null ? "" : " " + status.getReason();
        output.add("close " + status.getCode() + reason + (afterQueued ? " after queued" : ""));
        FrameEncoder.writeFrame(sent, Opcode.CLOSE, FrameEncoder.closePayload(status));
    }

    @Override
    public void end(boolean peerIsDone) {
        output.add(peerIsDone ? "end at once" : "end");
    }

    @Override
    public void awaitEnd() {
        output.add("await end");
    }
}

package io.tidewire.websocket.protocol;

import io.netty.buffer.ByteBuf;
import io.tidewire.websocket.BinaryMessage;
import io.tidewire.websocket.ProtocolViolation;
import io.tidewire.websocket.TextMessage;
import io.tidewire.websocket.WebSocketMessage;
import io.tidewire.websocket.WebSocketOptions;
import io.tidewire.websocket.deflate.MessageInflater;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Joins frames into messages (RFC 6455, section 5.4), unmasking and checking their payload as it arrives. Holds no
 * more memory than a small multiple of what was received, whatever a header announces, and none between messages.
 */
final class MessageAssembler {

    private static final byte[] NOTHING = new byte[0];

    /** No message is begun. */
    private static final int NONE = -1;

    /** A frame up to this long gets its array at once. */
    private static final int SMALL_FRAME = 4 * 1024;

    /** Bytes come out of a buffer in pieces that stay in the processor's first cache until they are unmasked. */
    private static final int PIECE = 16 * 1024;

    private final WebSocketOptions options;
    private final @Nullable MessageInflater inflater;
    private final Utf8Validator utf8 = new Utf8Validator();

    private int opcode = NONE;
    private boolean compressed;
    private boolean ascii;
    private int frames;
    private byte[] payload = NOTHING;
    private int length;

    // the frame in progress
    private int mask;
    private boolean lastFrame;
    private int frameEnd; // the message's length when this frame is complete

    /**
     * An assembler.
     *
     * @param inflater for compressed messages; {@code null} if compression was not negotiated
     */
    MessageAssembler(WebSocketOptions options, @Nullable MessageInflater inflater) {
        this.options = options;
        this.inflater = inflater;
    }

    /** The header of a data frame: everything that can be refused without its payload is. */
    void beginFrame(FrameHeader frame) {
        boolean continuation = frame.opcode() == Opcode.CONTINUATION;
        if (opcode == NONE) {
            // 5.4: a continuation continues the message that a frame with another opcode began
            if (continuation) {
                throw ProtocolViolation.of("continuation without a message");
            }
            opcode = frame.opcode();
            compressed = frame.isCompressed();
            ascii = true;
        } else if (!continuation) {
            // 5.4: the fragments of one message MUST NOT be interleaved between the fragments of another
            throw ProtocolViolation.of("new message inside a fragmented one");
        }
        if (frame.length() > options.maxFrameSize()) {
            throw ProtocolViolation.tooBig("frame larger than " + options.maxFrameSize() + " bytes");
        }
        if (!compressed && frame.length() > options.maxMessageSize() - length) {
            throw tooBig();
        }
        if (++frames > options.maxFragments()) {
            throw ProtocolViolation.policy("message in more than " + options.maxFragments() + " frames");
        }
        mask = frame.mask();
        lastFrame = frame.isFin();
        frameEnd = compressed ? 0 : length + (int) frame.length();
    }

    private ProtocolViolation tooBig() {
        return ProtocolViolation.tooBig("message larger than " + options.maxMessageSize() + " bytes");
    }

    /** The next {@code count} bytes of the frame's payload; unmasked in their place if they are compressed. */
    void append(byte[] source, int from, int count) {
        if (compressed) {
            Masking.unmask(source, from, source, from, count, mask);
            mask = Masking.rotate(mask, count);
            requireInflater().feed(source, from, count);
            drain();
            return;
        }
        reserve(count);
        accept(Masking.unmask(source, from, payload, length, count, mask), count);
    }

    /** Whether the payload in progress can be read where it will stay. */
    boolean takesBuffers() {
        return !compressed;
    }

    /** The next {@code count} bytes of the frame's payload, read from {@code source}; not if they are compressed. */
    void append(ByteBuf source, int count) {
        reserve(count);
        for (int left = count; left > 0; ) {
            int piece = Math.min(left, PIECE);
            source.readBytes(payload, length, piece);
            accept(Masking.unmask(payload, length, payload, length, piece, mask), piece);
            left -= piece;
        }
    }

    /** Takes what the inflater has, and no more than a message may hold (RFC 7692, section 8). */
    private void drain() {
        MessageInflater source = requireInflater();
        while (true) {
            if (length == payload.length && length < options.maxMessageSize()) {
                payload = Arrays.copyOf(payload, Math.max(SMALL_FRAME, grown(length)));
            }
            int room = payload.length - length;
            int count = room == 0 ? source.drain(new byte[1], 0, 1) : source.drain(payload, length, room);
            if (count == 0) {
                return;
            }
            if (room == 0) {
                throw tooBig();
            }
            length += count;
            validate(length - count, Masking.isAscii(payload, length - count, length));
        }
    }

    private MessageInflater requireInflater() {
        return Objects.requireNonNull(inflater, "RSV1 without negotiation");
    }

    private void accept(boolean pieceIsAscii, int count) {
        int from = length;
        length += count;
        mask = Masking.rotate(mask, count);
        validate(from, pieceIsAscii);
    }

    private void validate(int from, boolean pieceIsAscii) {
        if (opcode == Opcode.TEXT && !(pieceIsAscii && utf8.isComplete())) {
            ascii = false;
            // 8.1: an endpoint that finds its text not to be UTF-8 MUST fail the connection
            if (!utf8.accept(payload, from, length)) {
                throw ProtocolViolation.badData("text is not UTF-8");
            }
        }
    }

    private void reserve(int count) {
        int needed = length + count;
        if (payload.length < needed) {
            payload = Arrays.copyOf(payload, capacityFor(needed));
        }
    }

    /** The whole frame if little of it is missing; otherwise a multiple of what was received. */
    private int capacityFor(int needed) {
        if (frameEnd <= SMALL_FRAME || frameEnd / 4 <= needed) {
            return lastFrame ? frameEnd : Math.max(frameEnd, grown(payload.length));
        }
        return Math.max(SMALL_FRAME, 4 * needed);
    }

    /** Fragments that come in small pieces must not copy the message each time. */
    private int grown(int capacity) {
        return (int) Math.min(2L * capacity, options.maxMessageSize());
    }

    /** The last frame of a message is complete: hands the message over. */
    WebSocketMessage finish() {
        if (compressed) {
            requireInflater().feedTail();
            drain();
            requireInflater().endMessage();
        }
        if (!utf8.isComplete()) {
            throw ProtocolViolation.badData("text ends inside a UTF-8 character");
        }
        byte[] whole = payload.length == length ? payload : Arrays.copyOf(payload, length);
        WebSocketMessage message;
        if (opcode == Opcode.BINARY) {
            message = new BinaryMessage(whole);
        } else {
            message = ascii ? TextMessage.ofAscii(whole) : new TextMessage(whole);
        }
        discard();
        return message;
    }

    /** The connection is over. */
    void close() {
        discard();
        if (inflater != null) {
            inflater.close();
        }
    }

    /** Forgets the message in progress. */
    void discard() {
        opcode = NONE;
        compressed = false;
        frames = 0;
        payload = NOTHING;
        length = 0;
        utf8.reset();
    }
}

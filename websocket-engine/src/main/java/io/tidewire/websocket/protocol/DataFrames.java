package io.tidewire.websocket.protocol;

import io.netty.buffer.ByteBuf;
import io.tidewire.websocket.ProtocolViolation;
import io.tidewire.websocket.WebSocketOptions;
import io.tidewire.websocket.deflate.MessageInflater;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The data frames of a connection (RFC 6455, sections 5.4 and 5.6): what may follow what, how much of it, and whether
 * text is UTF-8. What becomes of the payload is the subclass's.
 */
abstract sealed class DataFrames permits MessageAssembler, MessageParts {

    static final byte[] NOTHING = new byte[0];

    /** No message is begun. */
    private static final int NONE = -1;

    private final WebSocketOptions options;
    private final long maxMessageSize;
    private final @Nullable MessageInflater inflater;
    private @Nullable Utf8Validator utf8; // from the first text on that is not ASCII

    // the message in progress
    private int opcode = NONE;
    private boolean compressed;
    private boolean ascii;
    private int frames;

    /** The key as it applies to the next byte of the frame in progress. */
    private int mask;

    /**
     * A connection's.
     *
     * @param maxMessageSize of the options, or what a subclass can hold if that is less
     * @param inflater for compressed messages; {@code null} if compression was not negotiated
     */
    DataFrames(WebSocketOptions options, long maxMessageSize, @Nullable MessageInflater inflater) {
        this.options = options;
        this.maxMessageSize = maxMessageSize;
        this.inflater = inflater;
    }

    /** In the place of these: the same connection's in parts. */
    final MessageParts inParts(MessageParts.Taker taker) {
        return new MessageParts(options, inflater, taker);
    }

    final long maxMessageSize() {
        return maxMessageSize;
    }

    /** How many bytes of the message in progress there are, after inflating. */
    abstract long size();

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
        if (!compressed && frame.length() > maxMessageSize - size()) {
            throw tooBig();
        }
        if (++frames > options.maxFragments()) {
            throw ProtocolViolation.policy("message in more than " + options.maxFragments() + " frames");
        }
        mask = frame.mask();
    }

    final ProtocolViolation tooBig() {
        return ProtocolViolation.tooBig("message larger than " + maxMessageSize + " bytes");
    }

    /**
     * The next bytes of the frame's payload; unmasked in their place if they are compressed.
     *
     * @return how many of them were taken; the others are to be given again
     */
    abstract int append(byte[] source, int from, int count);

    /** Whether the payload in progress can be read where it will stay. */
    final boolean takesBuffers() {
        return !compressed;
    }

    /**
     * The next bytes of the frame's payload, read from {@code source}; not if they are compressed.
     *
     * @return how many of them were taken
     */
    abstract int append(ByteBuf source, int count);

    /** Copies and unmasks what comes next in the frame; tells whether it is ASCII. */
    final boolean unmask(byte[] source, int from, byte[] target, int to, int count) {
        boolean isAscii = Masking.unmask(source, from, target, to, count, mask);
        mask = Masking.rotate(mask, count);
        return isAscii;
    }

    /** Goes back in the frame by what was unmasked and not taken. */
    final void rewind(int count) {
        mask = Masking.rotate(mask, -count);
    }

    /** What comes next in the message. */
    final void validate(byte[] payload, int from, int to, boolean pieceIsAscii) {
        if (opcode == Opcode.TEXT && (!pieceIsAscii || endsWithinACharacter())) {
            ascii = false;
            // 8.1: an endpoint that finds its text not to be UTF-8 MUST fail the connection
            if (!utf8().accept(payload, from, to)) {
                throw ProtocolViolation.badData("text is not UTF-8");
            }
        }
    }

    /** The last frame is complete. */
    final void requireWholeCharacters() {
        if (endsWithinACharacter()) {
            throw ProtocolViolation.badData("text ends inside a UTF-8 character");
        }
    }

    final boolean endsWithinACharacter() {
        return utf8 != null && !utf8.isComplete();
    }

    private Utf8Validator utf8() {
        Utf8Validator known = utf8;
        if (known == null) {
            known = new Utf8Validator();
            utf8 = known;
        }
        return known;
    }

    final boolean isInProgress() {
        return opcode != NONE;
    }

    final boolean isText() {
        return opcode == Opcode.TEXT;
    }

    final boolean isAscii() {
        return ascii;
    }

    final boolean isCompressed() {
        return compressed;
    }

    final MessageInflater requireInflater() {
        return Objects.requireNonNull(inflater, "RSV1 without negotiation");
    }

    /** The connection is over. */
    final void close() {
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
        if (utf8 != null) {
            utf8.reset();
        }
    }
}

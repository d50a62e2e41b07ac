package io.tidewire.websocket.protocol;

import io.netty.buffer.ByteBuf;
import io.tidewire.websocket.BinaryMessage;
import io.tidewire.websocket.TextMessage;
import io.tidewire.websocket.WebSocketMessage;
import io.tidewire.websocket.WebSocketOptions;
import io.tidewire.websocket.deflate.MessageInflater;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Joins frames into messages (RFC 6455, section 5.4), unmasking and checking their payload as it arrives. Holds no
 * more memory than a small multiple of what was received, whatever a header announces, and none between messages.
 */
final class MessageAssembler extends DataFrames {

    /** Some virtual machines keep a few words of an array for themselves. */
    private static final int LARGEST_ARRAY = Integer.MAX_VALUE - 8;

    /** A frame up to this long gets its array at once. */
    private static final int SMALL_FRAME = 4 * 1024;

    /** Bytes come out of a buffer in pieces that stay in the processor's first cache until they are unmasked. */
    private static final int PIECE = 16 * 1024;

    private byte[] payload = NOTHING;
    private int length;

    // the frame in progress
    private boolean lastFrame;
    private int frameEnd; // the message's length when this frame is complete

    /**
     * An assembler.
     *
     * @param inflater for compressed messages; {@code null} if compression was not negotiated
     */
    MessageAssembler(WebSocketOptions options, @Nullable MessageInflater inflater) {
        super(options, Math.min(options.maxMessageSize(), LARGEST_ARRAY), inflater);
    }

    @Override
    long size() {
        return length;
    }

    @Override
    void beginFrame(FrameHeader frame) {
        super.beginFrame(frame);
        lastFrame = frame.isFin();
        frameEnd = isCompressed() ? 0 : length + (int) frame.length();
    }

    @Override
    int append(byte[] source, int from, int count) {
        if (isCompressed()) {
            unmask(source, from, source, from, count);
            requireInflater().feed(source, from, count);
            drain();
        } else {
            reserve(count);
            accept(unmask(source, from, payload, length, count), count);
        }
        return count;
    }

    @Override
    int append(ByteBuf source, int count) {
        reserve(count);
        for (int left = count; left > 0; ) {
            int piece = Math.min(left, PIECE);
            source.readBytes(payload, length, piece);
            accept(unmask(payload, length, payload, length, piece), piece);
            left -= piece;
        }
        return count;
    }

    /** Takes what the inflater has, and no more than a message may hold (RFC 7692, section 8). */
    private void drain() {
        MessageInflater source = requireInflater();
        while (true) {
            if (length == payload.length && length < maxMessageSize()) {
                payload =
                        Arrays.copyOf(payload, (int) Math.min(maxMessageSize(), Math.max(SMALL_FRAME, grown(length))));
            }
            int room = payload.length - length;
            int count = room == 0 ? source.drain(new byte[1], 0, 1) : source.drain(payload, length, room);
            if (count == 0) {
                return;
            }
            if (room == 0) {
                throw tooBig();
            }
            accept(Masking.isAscii(payload, length, length + count), count);
        }
    }

    private void accept(boolean pieceIsAscii, int count) {
        int from = length;
        length += count;
        validate(payload, from, length, pieceIsAscii);
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
        return (int) Math.min(2L * capacity, maxMessageSize());
    }

    /** The last frame of a message is complete: hands the message over. */
    WebSocketMessage finish() {
        if (isCompressed()) {
            requireInflater().feedTail();
            drain();
            requireInflater().endMessage();
        }
        requireWholeCharacters();
        byte[] whole = payload.length == length ? payload : Arrays.copyOf(payload, length);
        WebSocketMessage message;
        if (!isText()) {
            message = new BinaryMessage(whole);
        } else {
            message = isAscii() ? TextMessage.ofAscii(whole) : new TextMessage(whole);
        }
        discard();
        return message;
    }

    @Override
    void discard() {
        super.discard();
        payload = NOTHING;
        length = 0;
    }
}

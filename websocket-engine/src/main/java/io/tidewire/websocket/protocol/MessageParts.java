package io.tidewire.websocket.protocol;

import io.netty.buffer.ByteBuf;
import io.tidewire.websocket.MessagePart;
import io.tidewire.websocket.WebSocketOptions;
import io.tidewire.websocket.deflate.MessageInflater;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Cuts messages into parts as their payload arrives, whatever the frames that it came in (RFC 6455, section 5.4: they
 * have no meaning of their own). Holds no more than one part of a message of any length, inflated or not.
 */
final class MessageParts extends DataFrames {

    /** The longest part: stays in the processor's first cache while it is made. */
    static final int PART = 16 * 1024;

    /** The least that is made room for when it is not known how much will come. */
    private static final int SMALL = 1024;

    /** Whom the parts are for. */
    interface Taker {

        /**
         * Takes a part. May close what it came from.
         *
         * @return whether to inflate on
         */
        boolean take(MessagePart part);
    }

    private final Taker taker;

    private long size;

    // the part in progress
    private byte[] payload = NOTHING;
    private int length;

    /**
     * A cutter.
     *
     * @param inflater for compressed messages; {@code null} if compression was not negotiated
     */
    MessageParts(WebSocketOptions options, @Nullable MessageInflater inflater, Taker taker) {
        super(options, options.maxMessageSize(), inflater);
        this.taker = taker;
    }

    @Override
    long size() {
        return size;
    }

    @Override
    int append(byte[] source, int from, int count) {
        if (isCompressed()) {
            return inflate(source, from, count);
        }
        int taken = reserve(count);
        accept(unmask(source, from, payload, length, taken), taken);
        return taken;
    }

    @Override
    int append(ByteBuf source, int count) {
        int taken = reserve(count);
        source.readBytes(payload, length, taken);
        accept(unmask(payload, length, payload, length, taken), taken);
        return taken;
    }

    /** Makes room for the bytes that come, and tells for how many of them. */
    private int reserve(int count) {
        int taken = Math.min(count, PART - length);
        if (payload.length < length + taken) {
            payload = Arrays.copyOf(payload, Math.max(length + taken, Math.min(2 * payload.length, PART)));
        }
        return taken;
    }

    /** Inflates until nobody takes more: the rest of so few bytes may be a thousand times as many (RFC 7692, section 8). */
    private int inflate(byte[] source, int from, int count) {
        unmask(source, from, source, from, count);
        requireInflater().feed(source, from, count);
        int left = drain();
        rewind(left);
        return count - left;
    }

    /** How many of the bytes that were fed are left when nobody takes more. */
    private int drain() {
        MessageInflater source = requireInflater();
        while (isInProgress()) {
            if (length == payload.length) {
                payload = Arrays.copyOf(payload, (int) Math.max(SMALL, Math.min(2 * size, PART)));
            }
            int room = (int) Math.min(payload.length - length, maxMessageSize() - size);
            int count = room == 0 ? source.drain(new byte[1], 0, 1) : source.drain(payload, length, room);
            if (count == 0) {
                return 0;
            }
            if (room == 0) {
                throw tooBig();
            }
            // what the inflater itself still holds, without input, is little and has to come out now
            if (!accept(Masking.isAscii(payload, length, length + count), count)
                    && isInProgress()
                    && source.remaining() > 0) {
                return source.remaining();
            }
        }
        return 0;
    }

    /** False if that filled a part, and no more are wanted. */
    private boolean accept(boolean pieceIsAscii, int count) {
        int from = length;
        length += count;
        size += count;
        validate(payload, from, length, pieceIsAscii);
        return length < PART || cut();
    }

    /** Hands over what there is, to the end of the last whole character: nothing more comes for now. */
    void flush() {
        if (length > 0) {
            cut();
        }
    }

    private boolean cut() {
        int end = endOfCharacters();
        if (end == 0) {
            return true;
        }
        byte[] bytes = end == payload.length ? payload : Arrays.copyOf(payload, end);
        payload = end == length ? NOTHING : Arrays.copyOfRange(payload, end, length);
        length -= end;
        return taker.take(new MessagePart(isText(), bytes, false));
    }

    private int endOfCharacters() {
        if (!endsWithinACharacter()) {
            return length;
        }
        int first = length - 1;
        while (Utf8Validator.isFollowing(payload[first])) {
            first--;
        }
        return first;
    }

    /** The last frame of a message is complete: hands over its last part. */
    void finish() {
        if (isCompressed()) {
            requireInflater().feedTail();
            while (drain() > 0) {
                // it is little
            }
            if (isInProgress()) {
                requireInflater().endMessage();
            }
        }
        if (!isInProgress()) {
            return; // who took a part has ended the connection
        }
        requireWholeCharacters();
        MessagePart part =
                new MessagePart(isText(), payload.length == length ? payload : Arrays.copyOf(payload, length), true);
        discard();
        taker.take(part);
    }

    @Override
    void discard() {
        super.discard();
        size = 0;
        payload = NOTHING;
        length = 0;
    }
}

package io.tidewire.websocket.session;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.jspecify.annotations.Nullable;

/** Makes UTF-8 of a text that comes in pieces (RFC 6455, section 5.6): a surrogate pair may be cut in two. */
final class Utf8Pieces {

    private static final char NONE = 0;

    private char highSurrogate = NONE;

    /** The bytes of a piece, but for a high surrogate at its end, which waits for its partner. */
    byte[] encode(CharSequence piece) {
        String text = highSurrogate == NONE ? piece.toString() : highSurrogate + piece.toString();
        highSurrogate = NONE;
        int last = text.length() - 1;
        if (last >= 0 && Character.isHighSurrogate(text.charAt(last))) {
            highSurrogate = text.charAt(last);
            text = text.substring(0, last);
        }
        return text.getBytes(UTF_8);
    }

    /** What is left at the end: a surrogate without its partner is sent as {@code ?}. */
    byte @Nullable [] rest() {
        return highSurrogate == NONE ? null : new byte[] {'?'};
    }
}

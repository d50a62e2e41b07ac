package io.tidewire.websocket;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A text message (RFC 6455, section 5.6: opcode 0x1, UTF-8).
 *
 * <p>A received text stays bytes until {@link #getPayload()} asks for characters, and a text that was made from
 * characters becomes bytes once, however many sessions it is sent to.
 */
public final class TextMessage implements WebSocketMessage {

    // Each representation is made from the other on demand; both are immutable, so a race makes it twice at worst.
    private @Nullable String payload;
    private byte @Nullable [] utf8;
    private final boolean ascii;

    /**
     * A text to send.
     *
     * @param payload the characters; a surrogate without its partner is sent as {@code ?}
     */
    public TextMessage(CharSequence payload) {
        this.payload = payload.toString();
        this.ascii = false;
    }

    /**
     * A text that is UTF-8 already, sent as it is.
     *
     * @param utf8 valid UTF-8; not copied, so it must not be changed afterwards
     */
    public TextMessage(byte[] utf8) {
        this(utf8, false);
    }

    private TextMessage(byte[] utf8, boolean ascii) {
        this.utf8 = Objects.requireNonNull(utf8, "utf8");
        this.ascii = ascii;
    }

    /**
     * A text whose bytes are known to be ASCII, which makes {@link #getPayload()} a plain copy.
     *
     * @param ascii bytes below 0x80 only; not copied, so it must not be changed afterwards
     */
    public static TextMessage ofAscii(byte[] ascii) {
        return new TextMessage(ascii, true);
    }

    /** The text. */
    public String getPayload() {
        String known = payload;
        if (known == null) {
            known = new String(bytes(), ascii ? ISO_8859_1 : UTF_8);
            payload = known;
        }
        return known;
    }

    @Override
    public byte[] bytes() {
        byte[] known = utf8;
        if (known == null) {
            known = Objects.requireNonNull(payload).getBytes(UTF_8);
            utf8 = known;
        }
        return known;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof TextMessage text && Arrays.equals(bytes(), text.bytes());
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes());
    }

    /** Says the length only: payloads do not belong into logs. */
    @Override
    public String toString() {
        return "TextMessage[" + getPayloadLength() + " bytes]";
    }
}

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

    // One of the two is there from the start, the other is made on demand, twice at worst.
    private final @Nullable String givenText;
    private final byte @Nullable [] givenBytes;
    private volatile @Nullable Object made;
    private final boolean ascii;

    private final boolean compressible;
    private final @Nullable Object key;

    /**
     * A text to send.
     *
     * @param payload the characters; a surrogate without its partner is sent as {@code ?}
     */
    public TextMessage(CharSequence payload) {
        this.givenText = payload.toString();
        this.givenBytes = null;
        this.ascii = false;
        this.compressible = true;
        this.key = null;
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
        this.givenText = null;
        this.givenBytes = Objects.requireNonNull(utf8, "utf8");
        this.ascii = ascii;
        this.compressible = true;
        this.key = null;
    }

    /** The same payload, to be sent in another way. */
    private TextMessage(TextMessage payload, boolean compressible, @Nullable Object key) {
        this.givenText = payload.givenText;
        this.givenBytes = payload.givenBytes;
        this.made = payload.made;
        this.ascii = payload.ascii;
        this.compressible = compressible;
        this.key = key;
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
        if (givenText != null) {
            return givenText;
        }
        String text = (String) made;
        if (text == null) {
            text = new String(bytes(), ascii ? ISO_8859_1 : UTF_8);
            made = text;
        }
        return text;
    }

    @Override
    public byte[] bytes() {
        if (givenBytes != null) {
            return givenBytes;
        }
        byte[] bytes = (byte[]) made;
        if (bytes == null) {
            bytes = Objects.requireNonNull(givenText).getBytes(UTF_8);
            made = bytes;
        }
        return bytes;
    }

    @Override
    public boolean isCompressible() {
        return compressible;
    }

    @Override
    public TextMessage withoutCompression() {
        return new TextMessage(this, false, key);
    }

    @Override
    public @Nullable Object getKey() {
        return key;
    }

    @Override
    public TextMessage withKey(Object newKey) {
        return new TextMessage(this, compressible, Objects.requireNonNull(newKey, "key"));
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

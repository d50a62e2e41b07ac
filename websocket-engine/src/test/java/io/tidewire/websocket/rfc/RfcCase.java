package io.tidewire.websocket.rfc;

import io.tidewire.websocket.testing.Frames;
import io.tidewire.websocket.testing.Hex;
import java.util.List;

/**
 * One case of RFC 6455 for an endpoint that echoes texts and binaries as they came.
 *
 * @param name says the rule
 * @param section the section that has it
 * @param client what the client sends behind its handshake, hex
 * @param answers the server's frames but for its close frame, hex
 * @param closeCode the code of the close frame that ends the answer, {@link #NO_CODE} for an empty one, or {@link
 *     #STAYS_OPEN}
 */
public record RfcCase(String name, String section, String client, List<String> answers, int closeCode) {

    /** In the place of a close code: there is no close frame, and the connection goes on. */
    public static final int STAYS_OPEN = 0;

    /** In the place of a close code: the close frame has no payload. */
    public static final int NO_CODE = 1005;

    /** Whether the server must end the connection. */
    public boolean ends() {
        return closeCode != STAYS_OPEN;
    }

    /** What the client sends. */
    public byte[] clientBytes() {
        return Hex.hex(client);
    }

    /** The server's frames but for its close frame. */
    public byte[] answerBytes() {
        return Frames.bytes(answers);
    }

    @Override
    public String toString() {
        return section + " " + name;
    }

    /** Begins a case. */
    static Builder rule(String section, String name) {
        return new Builder(section, name);
    }

    /** A case in the making. */
    static final class Builder {

        private final String section;
        private final String name;
        private final StringBuilder client = new StringBuilder();

        private Builder(String section, String name) {
            this.section = section;
            this.name = name;
        }

        Builder sends(String... frames) {
            for (String frame : frames) {
                client.append(frame);
            }
            return this;
        }

        RfcCase gets(String... answers) {
            return new RfcCase(name, section, client.toString(), List.of(answers), STAYS_OPEN);
        }

        RfcCase failsWith(int code) {
            return new RfcCase(name, section, client.toString(), List.of(), code);
        }

        RfcCase getsAndClosesWith(int code, String... answers) {
            return new RfcCase(name, section, client.toString(), List.of(answers), code);
        }
    }
}

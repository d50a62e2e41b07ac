package io.tidewire.websocket.test;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tidewire.websocket.CloseStatus;
import io.tidewire.websocket.TextMessage;
import io.tidewire.websocket.WebSocketMessage;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Something that an expectation may have to do with. */
sealed interface Event {

    /** A message of the server. */
    record Received(WebSocketMessage message) implements Event {

        @Override
        public String toString() {
            return message instanceof TextMessage text
                    ? "text \"" + shortened(text.getPayload()) + "\""
                    : "binary " + hex(message.bytes());
        }
    }

    /**
     * The end of the connection.
     *
     * @param failure what the server did wrong, or what broke, or {@code null}
     */
    record Ended(CloseStatus status, @Nullable Throwable failure) implements Event {

        /** Whether the status is the word of one of the two ends, and not the client's protest. */
        boolean isProper() {
            return failure == null;
        }

        @Override
        public String toString() {
            if (failure != null) {
                return "the end of the connection: " + failure.getMessage();
            }
            return status.equalsCode(CloseStatus.ABNORMAL)
                    ? "the end of the connection without a close frame (1006)"
                    : describe(status);
        }
    }

    /** A status as people read it. */
    static String describe(CloseStatus status) {
        return "close " + status.getCode() + (status.getReason() == null ? "" : " \"" + status.getReason() + "\"");
    }

    /** Bytes as people read them. */
    static String hex(byte[] bytes) {
        int shown = Math.min(bytes.length, 64);
        String more = shown < bytes.length ? "... (" + bytes.length + " bytes)" : "";
        return "[" + HexFormat.of().formatHex(bytes, 0, shown) + "]" + more;
    }

    /** Text in a length that people read. */
    static String shortened(String text) {
        return text.length() <= 400 ? text : text.substring(0, 400) + "... (" + text.getBytes(UTF_8).length + " bytes)";
    }
}

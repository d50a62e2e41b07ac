package io.tidewire.websocket.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tidewire.websocket.CloseStatus;
import io.tidewire.websocket.ProtocolViolation;

/** What a close frame says (RFC 6455, sections 5.5.1 and 7.4): nothing, or a code and a reason. */
final class ClosePayload {

    private ClosePayload() {}

    /** Reads a payload; {@link CloseStatus#NO_STATUS_CODE} where it is empty. */
    static CloseStatus read(byte[] payload) {
        // 7.1.5: if the close frame contains no status code, the code is considered to be 1005
        if (payload.length == 0) {
            return CloseStatus.NO_STATUS_CODE;
        }
        // 5.5.1: if there is a body, its first two bytes MUST be the code
        if (payload.length == 1) {
            throw ProtocolViolation.of("close frame with half a code");
        }
        int code = Masking.shortAt(payload, 0) & 0xFFFF;
        if (!CloseStatus.isSendable(code)) {
            throw ProtocolViolation.of("close code that may not be sent");
        }
        Utf8Validator utf8 = new Utf8Validator();
        if (!utf8.accept(payload, 2, payload.length) || !utf8.isComplete()) {
            throw ProtocolViolation.badData("close reason is not UTF-8");
        }
        return payload.length == 2
                ? new CloseStatus(code)
                : new CloseStatus(code, new String(payload, 2, payload.length - 2, UTF_8));
    }

    /** Writes a payload; an empty one for {@link CloseStatus#NO_STATUS_CODE}. */
    static byte[] write(CloseStatus status) {
        if (status.getCode() == CloseStatus.NO_STATUS_CODE.getCode()) {
            return new byte[0];
        }
        String reason = status.getReason();
        byte[] text = reason == null ? new byte[0] : reason.getBytes(UTF_8);
        byte[] payload = new byte[2 + text.length];
        payload[0] = (byte) (status.getCode() >>> 8);
        payload[1] = (byte) status.getCode();
        System.arraycopy(text, 0, payload, 2, text.length);
        return payload;
    }
}

package io.tidewire.websocket.handshake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewire.websocket.HandshakeHeaders;
import io.tidewire.websocket.handshake.UpgradeAnswer.Established;
import io.tidewire.websocket.handshake.UpgradeAnswer.Failed;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 6455, section 4.1: what a client says, and what it takes for an answer. */
class ClientHandshakeTest {

    private static final String KEY = "dGhlIHNhbXBsZSBub25jZQ=="; // 1.3
    private static final String ACCEPT = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";

    private static ClientHandshake plain() {
        return new ClientHandshake(KEY, List.of(), null);
    }

    /** The answer of section 1.3, with these lines instead of its own of the same names, or besides them. */
    private static HandshakeHeaders answer(String... lines) {
        List<Map.Entry<String, String>> headers = new ArrayList<>(List.of(
                Map.entry("Upgrade", "websocket"),
                Map.entry("Connection", "Upgrade"),
                Map.entry("Sec-WebSocket-Accept", ACCEPT)));
        for (String line : lines) {
            String[] header = line.split(":", 2);
            headers.removeIf(it -> it.getKey().equalsIgnoreCase(header[0]));
        }
        for (String line : lines) {
            String[] header = line.split(":", 2);
            if (!header[1].isEmpty()) {
                headers.add(Map.entry(header[0], header[1]));
            }
        }
        return HandshakeHeaders.of(headers);
    }

    private static @Nullable String failure(ClientHandshake handshake, String... lines) {
        return handshake.check(101, answer(lines)) instanceof Failed failed ? failed.reason() : null;
    }

    @Test
    void requestIsThatOfTheRfc() { // 1.3
        assertThat(new ClientHandshake(KEY, List.of("chat", "superchat"), "permessage-deflate").requestHeaders())
                .containsExactly(
                        Map.entry("Upgrade", "websocket"),
                        Map.entry("Connection", "Upgrade"),
                        Map.entry("Sec-WebSocket-Key", KEY),
                        Map.entry("Sec-WebSocket-Version", "13"),
                        Map.entry("Sec-WebSocket-Protocol", "chat, superchat"),
                        Map.entry("Sec-WebSocket-Extensions", "permessage-deflate"));
    }

    @Test
    void keyIsSixteenRandomBytes() { // 4.1, 7
        String first = key(new ClientHandshake(List.of(), null));
        String second = key(new ClientHandshake(List.of(), null));

        assertThat(Base64.getDecoder().decode(first)).hasSize(16);
        assertThat(AcceptKey.isKey(first)).isTrue();
        assertThat(first).isNotEqualTo(second);
    }

    private static String key(ClientHandshake handshake) {
        return Objects.requireNonNull(handshake.requestHeaders().get("Sec-WebSocket-Key"));
    }

    @Test
    void answerOfTheRfcEstablishes() { // 1.3
        assertThat(plain().check(101, answer())).isEqualTo(new Established(null, List.of()));
        assertThat(plain().check(101, answer("upgrade:WebSocket", "CONNECTION:keep-alive, uPGRADE")))
                .isInstanceOf(Established.class);
        assertThat(plain().check(101, answer("Sec-WebSocket-Accept: " + ACCEPT + " ")))
                .isInstanceOf(Established.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 200, 302, 401, 403, 426, 503})
    void otherStatusIsNoWebSocket(int status) { // 4.1, 1
        assertThat(plain().check(status, answer()))
                .isEqualTo(new Failed("The server answered " + status + " instead of 101"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Upgrade:", "Upgrade:h2c", "Upgrade:websocket, h2c", "Upgrade:web\u017focket"})
    void upgradeIsWebSocket(String line) { // 4.1, 2
        assertThat(failure(plain(), line)).isEqualTo("The answer's Upgrade header is not websocket");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Connection:", "Connection:close", "Connection:upgrades"})
    void connectionListsUpgrade(String line) { // 4.1, 3
        assertThat(failure(plain(), line)).isEqualTo("The answer's Connection header does not list Upgrade");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Sec-WebSocket-Accept:",
                "Sec-WebSocket-Accept:" + KEY,
                "Sec-WebSocket-Accept:S3pPLMBiTxaQ9kYGzzhZRbK+xOo=",
                "Sec-WebSocket-Accept:s3pPLMBiTxaQ9kYGzzhZRbK+xOo"
            })
    void acceptBelongsToTheKey(String line) { // 4.1, 4
        assertThat(failure(plain(), line)).isEqualTo("The answer's Sec-WebSocket-Accept does not belong to the key");
    }

    @Test
    void acceptComesOnce() { // 11.3.3
        String line = "Sec-WebSocket-Accept:" + ACCEPT;
        assertThat(failure(plain(), line, line)).contains("Sec-WebSocket-Accept");
    }

    @Test
    void extensionThatWasNotOfferedFails() { // 4.1, 5
        String line = "Sec-WebSocket-Extensions:permessage-deflate; server_no_context_takeover";
        assertThat(failure(plain(), line)).isEqualTo("The server uses an extension that was not offered");
        assertThat(failure(new ClientHandshake(KEY, List.of(), "permessage-deflate"), line, line + ", x"))
                .isEqualTo("The server uses an extension that was not offered");
        assertThat(failure(plain(), "Sec-WebSocket-Extensions:;"))
                .isEqualTo("Sec-WebSocket-Extensions is not a list of extensions");
    }

    @Test
    void extensionThatWasOfferedIsHandedOver() {
        UpgradeAnswer established = new ClientHandshake(KEY, List.of(), "permessage-deflate")
                .check(101, answer("Sec-WebSocket-Extensions:permessage-deflate; server_max_window_bits=10"));
        assertThat(established)
                .isEqualTo(new Established(
                        null,
                        List.of(new Extension(
                                "permessage-deflate",
                                List.of(new Extension.Parameter("server_max_window_bits", "10"))))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"foreign", "Chat", "chat, superchat", " "})
    void subprotocolThatWasNotOfferedFails(String selected) { // 4.1, 6
        ClientHandshake handshake = new ClientHandshake(KEY, List.of("chat", "superchat"), null);
        assertThat(failure(handshake, "Sec-WebSocket-Protocol:" + selected))
                .isEqualTo("The server speaks a subprotocol that was not offered");
        assertThat(failure(plain(), "Sec-WebSocket-Protocol:" + selected)).isNotNull();
    }

    @Test
    void subprotocolIsOneOfThoseOffered() { // 4.1, 6 and 11.3.4
        ClientHandshake handshake = new ClientHandshake(KEY, List.of("chat", "superchat"), null);
        String line = "Sec-WebSocket-Protocol: superchat ";
        assertThat(handshake.check(101, answer(line))).isEqualTo(new Established("superchat", List.of()));
        assertThat(handshake.check(101, answer())).isEqualTo(new Established(null, List.of()));
        assertThat(failure(handshake, line, line)).isNotNull();
    }

    @Test
    void whatCannotBeOfferedIsAMistakeOfTheCaller() { // 4.1, 10 and 9.1
        assertThatThrownBy(() -> new ClientHandshake(List.of("a", "b", "a"), null))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ClientHandshake(List.of("a,b"), null))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ClientHandshake(List.of(), ";")).isInstanceOf(MalformedHeaderException.class);
    }
}

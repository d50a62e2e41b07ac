package io.tidewire.websocket.handshake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNoException;

import io.tidewire.websocket.WebSocketOptions;
import io.tidewire.websocket.handshake.UpgradeResponse.Accepted;
import io.tidewire.websocket.handshake.UpgradeResponse.Refused;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServerHandshakeTest {

    private static final String ACCEPT_KEY = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";

    private static final Map<String, String> WHAT_TO_UPGRADE_TO =
            Map.of("Upgrade", "websocket", "Connection", "Upgrade", "Sec-WebSocket-Version", "13");

    private final ServerHandshake handshake = new ServerHandshake(WebSocketOptions.builder()
            .subprotocols(List.of("superchat", "chat"))
            .build());

    private final Headers headers = Headers.ofRfcExample();

    private UpgradeResponse answer(Headers headers) {
        return handshake.answer(new UpgradeRequest("GET", "HTTP/1.1", false, headers.build()));
    }

    private void assertAccepted() {
        assertAccepted(answer(headers), null);
    }

    private static void assertAccepted(UpgradeResponse answer, @Nullable String subprotocol) {
        assertThat(answer).isInstanceOfSatisfying(Accepted.class, accepted -> {
            assertThat(accepted.acceptKey()).isEqualTo(ACCEPT_KEY);
            assertThat(accepted.subprotocol()).isEqualTo(subprotocol);
        });
    }

    private void assertBadRequest(String reason) {
        assertThat(answer(headers)).isEqualTo(new Refused(400, reason, Map.of()));
    }

    private void assertUpgradeRequired(String reason) {
        assertThat(answer(headers)).isEqualTo(new Refused(426, reason, WHAT_TO_UPGRADE_TO));
    }

    @Test
    void theExampleOfTheRfcIsAccepted() {
        headers.and("Sec-WebSocket-Protocol", "chat, superchat");

        assertAccepted(answer(headers), "superchat");
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "HEAD", "PUT", "OPTIONS", "CONNECT", "get", "GET ", ""})
    void methodMustBeGet(String method) {
        assertThat(handshake.answer(new UpgradeRequest(method, "HTTP/1.1", false, headers.build())))
                .isEqualTo(new Refused(405, "A WebSocket opens with a GET request", Map.of("Allow", "GET")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.0", "HTTP/0.9", "HTTP/1", "http/1.1", "HTTP/1.10", "HTTP/1.1 ", "RTSP/2.0", ""})
    void httpVersionMustBe11OrHigher(String version) {
        assertThat(handshake.answer(new UpgradeRequest("GET", version, false, headers.build())))
                .isEqualTo(new Refused(400, "A WebSocket opens with HTTP/1.1 or higher", Map.of()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.1", "HTTP/1.2", "HTTP/2", "HTTP/2.0", "HTTP/3"})
    void httpVersion11AndHigherIsAccepted(String version) {
        assertThat(handshake.answer(new UpgradeRequest("GET", version, false, headers.build())))
                .isInstanceOf(Accepted.class);
    }

    @Test
    void aPlainHttpRequestIsToldToUpgrade() {
        headers.without("Upgrade");

        assertUpgradeRequired("This is a WebSocket endpoint: ask for an upgrade to websocket");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "8", "0", "14", "013", "13, 8", "13,", "8, 13", "+13", "13.0", "1 3", "１３"})
    void versionMustBe13(String version) {
        headers.with("Sec-WebSocket-Version", version);

        assertUpgradeRequired("Sec-WebSocket-Version must be 13");
    }

    @Test
    void aMissingVersionIsToldTheRightOne() {
        headers.without("Sec-WebSocket-Version");

        assertUpgradeRequired("Sec-WebSocket-Version must be 13");
    }

    @ParameterizedTest
    @ValueSource(strings = {"8", "13"})
    void versionMustComeOnce(String second) {
        headers.and("Sec-WebSocket-Version", second);

        assertUpgradeRequired("Sec-WebSocket-Version must be 13");
    }

    @Test
    void whiteSpaceAroundTheVersionIsTolerated() {
        headers.with("Sec-WebSocket-Version", " 13\t");

        assertAccepted();
    }

    @ParameterizedTest
    @CsvSource({
        "Content-Length,    1",
        "Content-Length,    00",
        "Content-Length,    '0, 1'",
        "Content-Length,    -1",
        "Content-Length,    ''",
        "Transfer-Encoding, chunked",
        "Transfer-Encoding, identity",
        "Transfer-Encoding, ''",
    })
    void thereMustBeNoBody(String name, String value) {
        headers.and(name, value);

        assertBadRequest("An opening handshake has no body");
    }

    @Test
    void contentLengthOfZeroIsNoBody() {
        headers.and("Content-Length", "0").and("Content-Length", " 0 ");

        assertAccepted();
    }

    @Test
    void hostMustBeThere() {
        headers.without("Host");

        assertBadRequest("There must be one Host header, with a host and perhaps a port");
    }

    @Test
    void hostMustComeOnce() {
        headers.and("Host", "server.example.com");

        assertBadRequest("There must be one Host header, with a host and perhaps a port");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", ":80", "a:b", "a/b", "a, b", "a@b", "a\u0000", "é", "[::1"})
    void hostMustBeAHost(String host) {
        headers.with("Host", host);

        assertBadRequest("There must be one Host header, with a host and perhaps a port");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "h2c", "websocket/13", "web socket", "websoc\u212Aet"})
    void upgradeMustListWebsocket(String upgrade) {
        headers.with("Upgrade", upgrade);

        assertBadRequest("The Upgrade header does not list websocket");
    }

    @Test
    void upgradeMayListOtherProtocolsOnSeveralLines() {
        headers.with("Upgrade", "h2c, foo/1").and("upgrade", ",WebSocket\t, bar");

        assertAccepted();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "keep-alive", "close", "upgraded", "\"upgrade\""})
    void connectionMustListUpgrade(String connection) {
        headers.with("Connection", connection);

        assertBadRequest("The Connection header does not list Upgrade");
    }

    @Test
    void connectionMustBeThere() {
        headers.without("Connection");

        assertBadRequest("The Connection header does not list Upgrade");
    }

    @Test
    void connectionMayListOtherOptionsOnSeveralLines() {
        headers.with("Connection", "keep-alive").and("connection", "foo , UPGRADE");

        assertAccepted();
    }

    @Test
    void keyMustBeThere() {
        headers.without("Sec-WebSocket-Key");

        assertBadRequest("There must be one Sec-WebSocket-Key, of 16 bytes in base64");
    }

    @Test
    void keyMustComeOnce() {
        headers.and("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==");

        assertBadRequest("There must be one Sec-WebSocket-Key, of 16 bytes in base64");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "dGhlIHNhbXBsZSBub25jZQ", "dGhlIHNhbXBsZSBub25jZWU=", "dGhlIHNhbXBs\u0000SBub25jZQ=="})
    void keyMustBe16BytesInBase64(String key) {
        headers.with("Sec-WebSocket-Key", key);

        assertBadRequest("There must be one Sec-WebSocket-Key, of 16 bytes in base64");
    }

    @Test
    void whiteSpaceAroundTheKeyIsNotPartOfIt() {
        headers.with("Sec-WebSocket-Key", "\t dGhlIHNhbXBsZSBub25jZQ== ");

        assertAccepted();
    }

    @Test
    void noSubprotocolInCommonStillSucceeds() {
        headers.and("Sec-WebSocket-Protocol", "soap");

        assertAccepted();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "chat;a", "\"chat\"", "chat, é"})
    void aMalformedSubprotocolHeaderIsRefused(String value) {
        headers.and("Sec-WebSocket-Protocol", value);

        assertBadRequest("Sec-WebSocket-Protocol is not a list of tokens");
    }

    @Test
    void extensionsAreOfferedInVain() {
        headers.and("Sec-WebSocket-Extensions", "permessage-deflate; client_max_window_bits, foo; a=\"b\"");

        assertAccepted();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "foo;", "foo; a=\"b", "foo; a=\"b c\"", "é"})
    void aMalformedExtensionHeaderIsRefused(String value) {
        headers.and("Sec-WebSocket-Extensions", value);

        assertBadRequest("Sec-WebSocket-Extensions is not a list of extensions");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://evil.com", "https://server.example.com", "null", ""})
    void aForeignOriginIsRefused(String origin) {
        headers.with("Origin", origin);

        assertOriginRefused();
    }

    @Test
    void moreThanOneOriginIsRefused() {
        headers.and("Origin", "http://server.example.com");

        assertOriginRefused();
    }

    private void assertOriginRefused() {
        assertThat(answer(headers))
                .isEqualTo(new Refused(
                        403, "This endpoint does not take connections from pages of that origin", Map.of()));
    }

    @Test
    void aClientWithoutOriginIsAccepted() {
        headers.without("Origin");

        assertAccepted();
    }

    @Test
    void overTlsTheSameOriginIsHttps() {
        headers.with("Origin", "https://server.example.com");

        assertAccepted(handshake.answer(new UpgradeRequest("GET", "HTTP/1.1", true, headers.build())), null);
    }

    @Test
    void listedOriginsAreAccepted() {
        ServerHandshake open = new ServerHandshake(WebSocketOptions.builder()
                .allowedOrigins(List.of("https://*.example.org"))
                .build());
        headers.with("Origin", "https://app.example.org");

        assertAccepted(open.answer(new UpgradeRequest("GET", "HTTP/1.1", false, headers.build())), null);
    }

    @Test
    void anOriginPatternThatCannotBeReadIsRefusedAtStart() {
        WebSocketOptions options = WebSocketOptions.builder()
                .allowedOrigins(List.of("https://example.*"))
                .build();

        assertThatIllegalArgumentException().isThrownBy(() -> new ServerHandshake(options));
    }

    @Test
    void of405And426And400And403TheFirstIsAnswered() {
        headers.with("Origin", "null").and("Host", "other");
        headers.with("Sec-WebSocket-Version", "8");

        assertThat(handshake.answer(new UpgradeRequest("POST", "HTTP/1.0", false, headers.build())))
                .extracting("httpStatus")
                .isEqualTo(405);
        assertThat(handshake.answer(new UpgradeRequest("GET", "HTTP/1.0", false, headers.build())))
                .extracting("httpStatus")
                .isEqualTo(426);
        headers.with("Sec-WebSocket-Version", "13");
        assertThat(answer(headers)).extracting("httpStatus").isEqualTo(400);
        headers.with("Host", "server.example.com");
        assertThat(answer(headers)).extracting("httpStatus").isEqualTo(403);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Host",
                "Upgrade",
                "Connection",
                "Sec-WebSocket-Key",
                "Sec-WebSocket-Version",
                "Origin",
                "Sec-WebSocket-Protocol",
                "Sec-WebSocket-Extensions",
                "Content-Length",
                "Transfer-Encoding"
            })
    void hostileValuesAreRefusedWithoutAnExceptionAndWithoutAnEcho(String name) {
        List<String> hostile = List.of(
                "evil\u0000\r\nSet-Cookie: evil",
                "evil\uD83D\uDE00\uD83D",
                "\"evil\\",
                "evil;=,\"".repeat(50_000),
                "[evil:".repeat(50_000),
                "evil." + "a.".repeat(500_000) + "(",
                ";evil".repeat(100_000),
                " ,\t".repeat(100_000) + "evil@");
        for (String value : hostile) {
            assertThat(answer(Headers.ofRfcExample().with(name, value)))
                    .isInstanceOfSatisfying(
                            Refused.class,
                            refused -> assertThat(refused.reason())
                                    .doesNotContainIgnoringCase("evil")
                                    .hasLineCount(1));
        }
    }

    @Test
    void noRandomRequestGetsAnException() {
        List<String> names = List.of(
                "Host",
                "Upgrade",
                "Connection",
                "Sec-WebSocket-Key",
                "Sec-WebSocket-Version",
                "Origin",
                "Sec-WebSocket-Protocol",
                "Sec-WebSocket-Extensions",
                "Content-Length");
        String alphabet = "a1:[]/@.,;=\"\\ \t*-\u0000é\uD83D";
        Random random = new Random(6455);
        for (int i = 0; i < 20_000; i++) {
            StringBuilder value = new StringBuilder(random.nextBoolean() ? "" : "http://");
            for (int length = random.nextInt(12); length > 0; length--) {
                value.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            Headers request = Headers.ofRfcExample().with(names.get(random.nextInt(names.size())), value.toString());
            assertThatNoException().as(value.toString()).isThrownBy(() -> answer(request));
        }
    }
}

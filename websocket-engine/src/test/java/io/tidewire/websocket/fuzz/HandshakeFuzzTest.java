package io.tidewire.websocket.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.tidewire.websocket.Compression;
import io.tidewire.websocket.HandshakeHeaders;
import io.tidewire.websocket.WebSocketOptions;
import io.tidewire.websocket.deflate.DeflateParameters;
import io.tidewire.websocket.handshake.Extension;
import io.tidewire.websocket.handshake.ExtensionHeader;
import io.tidewire.websocket.handshake.ServerHandshake;
import io.tidewire.websocket.handshake.UpgradeRequest;
import io.tidewire.websocket.handshake.UpgradeResponse;
import io.tidewire.websocket.handshake.UpgradeResponse.Accepted;
import io.tidewire.websocket.handshake.UpgradeResponse.Refused;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Arbitrary requests (RFC 6455, section 4.2; RFC 7692, section 7.1). A request is text: method and version in the first
 * line, then a header on each line; a byte is a character, as in HTTP.
 */
class HandshakeFuzzTest {

    private static final List<String> SUBPROTOCOLS = List.of("v2.chat", "chat");
    private static final List<String> ORIGINS = List.of("same-origin", "https://*.example.org", "http://localhost:[*]");
    private static final ServerHandshake HANDSHAKE = new ServerHandshake(WebSocketOptions.builder()
            .subprotocols(SUBPROTOCOLS)
            .allowedOrigins(ORIGINS)
            .build());

    private static final String EXAMPLE = """
            GET HTTP/1.1
            Host: server.example.com
            Upgrade: websocket
            Connection: keep-alive, Upgrade
            Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==
            Sec-WebSocket-Version: 13
            """;

    /** The handshake of section 1.2, and what may be added to it or broken in it. */
    static Stream<byte[]> seeds() {
        String offer = "Sec-WebSocket-Extensions: permessage-deflate";
        return Stream.of(
                        EXAMPLE,
                        EXAMPLE + "Origin: http://server.example.com\nSec-WebSocket-Protocol: chat, superchat",
                        EXAMPLE + "Origin: https://a.b.example.org\nSec-WebSocket-Protocol: v2.chat",
                        EXAMPLE + "Origin: http://localhost:3000\nContent-Length: 0",
                        EXAMPLE + "Origin: null",
                        EXAMPLE + offer + "; client_max_window_bits",
                        EXAMPLE + offer + "; server_max_window_bits=\"1\\0\"; client_max_window_bits=9, x-other; a=b",
                        EXAMPLE + offer + "; server_no_context_takeover; client_no_context_takeover",
                        EXAMPLE.replace("GET", "POST"),
                        EXAMPLE.replace("13", "8"),
                        EXAMPLE.replace("server.example.com", "[::1]:8080"),
                        EXAMPLE.replace("1.1", "1.0"))
                .map(request -> request.getBytes(ISO_8859_1));
    }

    @MethodSource("seeds")
    @DictionaryEntries({
        "Host: ",
        "Origin: ",
        "Upgrade: ",
        "Connection: ",
        "Sec-WebSocket-Key: ",
        "Sec-WebSocket-Version: ",
        "Sec-WebSocket-Protocol: ",
        "Sec-WebSocket-Extensions: ",
        "Content-Length: ",
        "Transfer-Encoding: ",
        "permessage-deflate",
        "; server_max_window_bits=",
        "; client_max_window_bits",
        "_no_context_takeover"
    })
    @FuzzTest
    void answerIsTheOneThatTheRequestDeserves(byte[] input) {
        List<String> lines = new String(input, ISO_8859_1).lines().toList();
        String first = lines.isEmpty() ? "" : lines.get(0);
        int space = Math.max(0, first.indexOf(' '));
        List<Map.Entry<String, String>> entries = new ArrayList<>();
        for (String line : lines.subList(Math.min(1, lines.size()), lines.size())) {
            int colon = Math.max(0, line.indexOf(':'));
            entries.add(Map.entry(line.substring(0, colon), line.substring(Math.min(line.length(), colon + 1))));
        }
        HandshakeHeaders headers = HandshakeHeaders.of(entries);
        boolean secure = input.length % 2 == 0;
        UpgradeRequest request = new UpgradeRequest(
                first.substring(0, space), first.substring(space).trim(), secure, headers);

        UpgradeResponse answer = HANDSHAKE.answer(request);
        if (answer instanceof Accepted accepted) {
            assertDeserved(request, accepted);
            assertOffersAreAnswered(accepted.extensions());
        } else if (answer instanceof Refused refused) {
            assertRefusalSaysNothingOfTheRequest(refused);
        }
    }

    private static void assertDeserved(UpgradeRequest request, Accepted accepted) {
        HandshakeHeaders headers = request.headers();
        assertThat(request.method()).isEqualTo("GET");
        assertThat(request.httpVersion()).isNotEqualTo("HTTP/1.0");
        assertThat(the(headers, "Sec-WebSocket-Version")).isEqualTo("13");
        assertThat(the(headers, "Host")).isNotEmpty();
        assertThat(all(headers, "Upgrade")).containsIgnoringCase("websocket");
        assertThat(all(headers, "Connection")).containsIgnoringCase("upgrade");
        assertThat(headers.all("Transfer-Encoding")).isEmpty();

        String key = the(headers, "Sec-WebSocket-Key");
        assertThat(Base64.getDecoder().decode(key)).hasSize(16);
        assertThat(accepted.acceptKey()).isEqualTo(sha1(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"));

        String subprotocol = accepted.subprotocol();
        if (subprotocol != null) {
            assertThat(SUBPROTOCOLS).contains(subprotocol);
            assertThat(all(headers, "Sec-WebSocket-Protocol")).contains(subprotocol);
        }
        List<String> origins = headers.all("Origin");
        if (!origins.isEmpty()) {
            String origin = the(headers, "Origin").toLowerCase(Locale.ROOT);
            String host = origin.replaceFirst("^(https?|wss?)://", "").replaceFirst(":[0-9]*$", "");
            String own = the(headers, "Host").toLowerCase(Locale.ROOT).replaceFirst(":[0-9]*$", "");
            assertThat(host.equals(own) || host.endsWith(".example.org") || host.equals("localhost"))
                    .as("a foreign origin")
                    .isTrue();
        }
    }

    /** The answer to the offers is itself an extension that the client would understand, and no more than it offered. */
    private static void assertOffersAreAnswered(List<Extension> offers) {
        for (boolean contexts : new boolean[] {true, false}) {
            DeflateParameters agreed =
                    DeflateParameters.accept(offers, new Compression(true, 0, 6, contexts, contexts), contexts);
            if (agreed == null) {
                continue;
            }
            assertThat(agreed.serverMaxWindowBits()).isBetween(8, 15);
            assertThat(agreed.keepsDeflater() && !contexts)
                    .as("context without memory")
                    .isFalse();
            assertThat(agreed.keepsInflater() && !contexts)
                    .as("context without memory")
                    .isFalse();
            assertThat(ExtensionHeader.parse(List.of(agreed.header())))
                    .hasSize(1)
                    .allSatisfy(extension -> {
                        assertThat(extension.name()).isEqualTo(DeflateParameters.NAME);
                        assertThat(DeflateParameters.accept(List.of(extension), Compression.DEFAULT, contexts))
                                .as("our own answer, as an offer")
                                .isNotNull();
                        for (Extension.Parameter parameter : extension.parameters()) {
                            assertThat(parameter.name().equals("server_no_context_takeover")
                                            || offers.stream().anyMatch(offer -> names(offer, parameter.name())))
                                    .as("%s, which was not offered", parameter.name())
                                    .isTrue();
                        }
                    });
        }
    }

    private static boolean names(Extension offer, String parameter) {
        return offer.parameters().stream().anyMatch(it -> it.name().equals(parameter));
    }

    private static void assertRefusalSaysNothingOfTheRequest(Refused refused) {
        assertThat(refused.httpStatus()).isIn(400, 403, 405, 426);
        assertThat(refused.reason()).matches("[ -~]{1,100}");
        assertThat(refused.headers().containsKey("Allow")).isEqualTo(refused.httpStatus() == 405);
        assertThat(refused.headers().containsKey("Sec-WebSocket-Version")).isEqualTo(refused.httpStatus() == 426);
    }

    /** The header, which must be there once. */
    private static String the(HandshakeHeaders headers, String name) {
        assertThat(headers.all(name)).as(name).hasSize(1);
        return headers.all(name).get(0).replaceAll("^[ \t]+|[ \t]+$", "");
    }

    private static String all(HandshakeHeaders headers, String name) {
        return String.join(",", headers.all(name));
    }

    private static String sha1(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-1").digest(text.getBytes(ISO_8859_1));
            return Base64.getEncoder().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}

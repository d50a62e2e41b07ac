package io.tidewire.websocket.handshake;

import io.tidewire.websocket.HandshakeHeaders;
import io.tidewire.websocket.WebSocketOptions;
import io.tidewire.websocket.handshake.UpgradeResponse.Accepted;
import io.tidewire.websocket.handshake.UpgradeResponse.Refused;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The server's half of the opening handshake (RFC 6455, section 4.2). Immutable: one for an endpoint, shared by its
 * connections.
 */
public final class ServerHandshake {

    /** {@code "HTTP/" DIGIT "." DIGIT} (RFC 9112, section 2.3); later versions are also written without the minor one. */
    private static final Pattern HTTP_1_1_OR_HIGHER = Pattern.compile("HTTP/(1\\.[1-9]|[2-9](\\.[0-9])?)");

    private static final String HTTP_1_1 = "HTTP/1.1";

    private static final String VERSION_HEADER = "Sec-WebSocket-Version";
    private static final String VERSION = "13";

    /** RFC 9110, 15.5.22 and 7.8: a 426 names the protocol in Upgrade, and who sends Upgrade lists it in Connection. */
    private static final Map<String, String> WHAT_TO_UPGRADE_TO =
            Map.of("Upgrade", "websocket", "Connection", "Upgrade", VERSION_HEADER, VERSION);

    private final OriginPolicy originPolicy;
    private final List<String> subprotocols;

    /**
     * A handshake for endpoints with these options.
     *
     * @throws IllegalArgumentException if one of the allowed origins cannot be read
     */
    public ServerHandshake(WebSocketOptions options) {
        this.originPolicy = new OriginPolicy(options.allowedOrigins());
        this.subprotocols = options.subprotocols();
    }

    /**
     * Checks a client's opening handshake and answers it; throws nothing, whatever the client sent. A request with
     * several faults hears of the first in this order:
     *
     * <table>
     * <caption>Refusals</caption>
     * <tr><td>405</td><td>not a GET</td></tr>
     * <tr><td>426</td><td>no upgrade asked for, or one to another version of the protocol</td></tr>
     * <tr><td>400</td><td>anything else that section 4.2.1 or the grammar of section 4.3 does not allow</td></tr>
     * <tr><td>403</td><td>a page of an origin that is not allowed</td></tr>
     * </table>
     */
    public UpgradeResponse answer(UpgradeRequest request) {
        HandshakeHeaders headers = request.headers();

        // 4.2.1, 1: an HTTP/1.1 or higher GET request
        if (!request.method().equals("GET")) {
            return new Refused(405, "A WebSocket opens with a GET request", Map.of("Allow", "GET"));
        }
        // a plain HTTP request has come to a WebSocket's place: RFC 9110, 15.5.22
        List<String> upgrade = headers.all("Upgrade");
        if (upgrade.isEmpty()) {
            return upgradeRequired("This is a WebSocket endpoint: ask for an upgrade to websocket");
        }
        // 4.2.1, 6 and 4.4: Sec-WebSocket-Version 13, or the answer says which version it should be
        // 11.3.5: it comes once; 4.3: it is one number, without leading zeros
        if (!only(headers.all(VERSION_HEADER)).equals(VERSION)) {
            return upgradeRequired("Sec-WebSocket-Version must be 13");
        }
        if (!request.httpVersion().equals(HTTP_1_1)
                && !HTTP_1_1_OR_HIGHER.matcher(request.httpVersion()).matches()) {
            return badRequest("A WebSocket opens with HTTP/1.1 or higher");
        }
        // RFC 9112, 6: a request with either of these has a body, whose bytes would pass for frames
        if (hasBody(headers)) {
            return badRequest("An opening handshake has no body");
        }
        // 4.2.1, 2: a Host header containing the server's authority; RFC 9112, 3.2: exactly one
        if (Origin.ofRequest(headers, request.secure()) == null) {
            return badRequest("There must be one Host header, with a host and perhaps a port");
        }
        // 4.2.1, 3: an Upgrade header containing the value "websocket", in any case
        if (!HeaderTokens.contains(upgrade, "websocket")) {
            return badRequest("The Upgrade header does not list websocket");
        }
        // 4.2.1, 4: a Connection header that includes the token "Upgrade", in any case
        if (!HeaderTokens.contains(headers.all("Connection"), "upgrade")) {
            return badRequest("The Connection header does not list Upgrade");
        }
        // 4.2.1, 5: a Sec-WebSocket-Key that decodes to 16 bytes; 11.3.1: only one
        String key = only(headers.all("Sec-WebSocket-Key"));
        if (!AcceptKey.isKey(key)) {
            return badRequest("There must be one Sec-WebSocket-Key, of 16 bytes in base64");
        }
        // 4.2.1, 8 and 9: optionally, subprotocols and extensions
        String subprotocol;
        List<Extension> extensions;
        try {
            subprotocol = Subprotocols.select(headers, subprotocols);
            // 9.1: a value that does not conform to the grammar fails the handshake
            extensions = ExtensionHeader.parse(headers.all(ExtensionHeader.NAME));
        } catch (MalformedHeaderException e) {
            return badRequest(e.reason());
        }
        // 4.2.1, 7 and 4.2.2, 4: an origin that is not acceptable gets an error such as 403
        if (!originPolicy.allows(headers, request.secure())) {
            return new Refused(403, "This endpoint does not take connections from pages of that origin", Map.of());
        }
        // 4.2.2, 5
        return new Accepted(AcceptKey.answerTo(key), subprotocol, extensions);
    }

    /** The one value, trimmed; the empty string if there is none or more than one. */
    private static String only(List<String> lines) {
        return lines.size() == 1 ? HeaderTokens.trim(lines.get(0)) : "";
    }

    private static boolean hasBody(HandshakeHeaders headers) {
        if (headers.first("Transfer-Encoding") != null) {
            return true;
        }
        for (String length : headers.all("Content-Length")) {
            if (!HeaderTokens.trim(length).equals("0")) {
                return true;
            }
        }
        return false;
    }

    private static Refused badRequest(String reason) {
        return new Refused(400, reason, Map.of());
    }

    private static Refused upgradeRequired(String reason) {
        return new Refused(426, reason, WHAT_TO_UPGRADE_TO);
    }
}

package io.tidewire.websocket.handshake;

import io.tidewire.websocket.HandshakeHeaders;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Where a page came from, or a request goes to (RFC 6454, section 4).
 *
 * @param scheme in lower case; {@code http} for {@code ws} and {@code https} for {@code wss}
 * @param host in lower case; an IPv6 address stands in brackets
 * @param port the default of the scheme where none was given, {@value #NO_PORT} if the scheme has no default
 */
record Origin(String scheme, String host, int port) {

    static final int NO_PORT = -1;

    private static final int LARGEST_PORT = 65_535;

    private static final String IPV6_CHARS = "0123456789abcdefABCDEF:.";

    /** The origin that a request is sent to: from its one {@code Host} header, or {@code null} if there is no such. */
    static @Nullable Origin ofRequest(HandshakeHeaders headers, boolean secure) {
        List<String> hosts = headers.all("Host");
        if (hosts.size() != 1) {
            return null;
        }
        return of(secure ? "https" : "http", HeaderTokens.trim(hosts.get(0)));
    }

    /** Reads {@code scheme://host[:port]}; {@code null} for all else, the value {@code null} of RFC 6454 included. */
    static @Nullable Origin parse(String serialized) {
        int end = serialized.indexOf("://");
        if (end < 0 || !isScheme(serialized.substring(0, end))) {
            return null;
        }
        String scheme = serialized.substring(0, end).toLowerCase(Locale.ROOT);
        String http = switch (scheme) {
            case "ws" -> "http";
            case "wss" -> "https";
            default -> scheme;
        };
        return of(http, serialized.substring(end + "://".length()));
    }

    static int defaultPort(String scheme) {
        return switch (scheme) {
            case "http" -> 80;
            case "https" -> 443;
            default -> NO_PORT;
        };
    }

    private static @Nullable Origin of(String scheme, String authority) {
        int colon = authority.indexOf(':', authority.startsWith("[") ? authority.indexOf(']') + 1 : 0);
        String host = colon < 0 ? authority : authority.substring(0, colon);
        String port = colon < 0 ? "" : authority.substring(colon + 1);
        if (!isHost(host) || !isPort(port)) {
            return null;
        }
        return new Origin(
                scheme, host.toLowerCase(Locale.ROOT), port.isEmpty() ? defaultPort(scheme) : Integer.parseInt(port));
    }

    /** RFC 3986, 3.1: {@code scheme = ALPHA *( ALPHA / DIGIT / "+" / "-" / "." )}; a leading digit does no harm. */
    private static boolean isScheme(String text) {
        return !text.isEmpty()
                && text.chars().allMatch(c -> HeaderTokens.isAlphanumeric((char) c) || "+-.".indexOf(c) >= 0);
    }

    private static boolean isHost(String text) {
        return text.startsWith("[") ? isIpv6(text) : isName(text);
    }

    /** Compared as it is written, which is safe: the browser writes {@code Origin} and {@code Host} in one form. */
    private static boolean isIpv6(String text) {
        return text.length() > "[]".length()
                && text.endsWith("]")
                && text.substring(1, text.length() - 1).chars().allMatch(c -> IPV6_CHARS.indexOf(c) >= 0);
    }

    /** Labels of letters, digits, {@code -} and {@code _} with dots between them; one more dot may end it. */
    private static boolean isName(String text) {
        boolean labelStarts = true;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '.' ? labelStarts : !HeaderTokens.isAlphanumeric(c) && c != '-' && c != '_') {
                return false;
            }
            labelStarts = c == '.';
        }
        return !text.isEmpty();
    }

    /** {@code port = *DIGIT} (RFC 3986, section 3.2.3), as far as TCP knows it. */
    static boolean isPort(String text) {
        if (text.length() > 5) {
            return false;
        }
        int port = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return false;
            }
            port = 10 * port + (c - '0');
        }
        return port <= LARGEST_PORT;
    }
}

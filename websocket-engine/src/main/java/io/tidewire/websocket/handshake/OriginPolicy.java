package io.tidewire.websocket.handshake;

import io.tidewire.websocket.HandshakeHeaders;
import io.tidewire.websocket.WebSocketOptions;
import java.util.List;

/**
 * Decides whose pages may connect (RFC 6455, sections 4.2.2 no. 4 and 10.2). A browser sends the user's cookies along
 * with any page's handshake, so a server that asks nobody's origin lends its users to every page they visit.
 */
public final class OriginPolicy {

    private static final String ANY_ORIGIN = "*";

    private final boolean anyOrigin;
    private final boolean sameOrigin;
    private final List<OriginPattern> patterns;

    /**
     * A policy that allows what one of the patterns allows.
     *
     * @param patterns each {@code same-origin}, {@code *}, an origin such as {@code https://example.org}, or a pattern
     *     such as {@code https://*.example.org} (every host below), {@code http://localhost:[*]} (any port) or
     *     {@code http://localhost:[8080,8081]}; none at all refuses every browser
     * @throws IllegalArgumentException if one of them cannot be read; the message says what to write
     */
    public OriginPolicy(List<String> patterns) {
        this.anyOrigin = patterns.contains(ANY_ORIGIN);
        this.sameOrigin = patterns.contains(WebSocketOptions.SAME_ORIGIN);
        this.patterns = patterns.stream()
                .filter(pattern -> !pattern.equals(ANY_ORIGIN) && !pattern.equals(WebSocketOptions.SAME_ORIGIN))
                .map(OriginPattern::parse)
                .toList();
    }

    /**
     * Whether a request may become a WebSocket as far as its {@code Origin} goes. Of {@code null}, which browsers send
     * for sandboxed frames and local files, only {@code *} approves.
     *
     * @param headers the client's headers: {@code Origin}, and {@code Host} for the same origin
     * @param secure whether the client came over TLS
     */
    public boolean allows(HandshakeHeaders headers, boolean secure) {
        List<String> origins = headers.all("Origin");
        // 10.2: a client that sends no Origin is no browser, and no page stands behind it
        if (origins.isEmpty()) {
            return true;
        }
        // RFC 6454, 7.3: a user agent MUST NOT send more than one Origin
        if (origins.size() > 1) {
            return false;
        }
        if (anyOrigin) {
            return true;
        }
        Origin origin = Origin.parse(HeaderTokens.trim(origins.get(0)));
        if (origin == null) {
            return false;
        }
        if (sameOrigin && origin.equals(Origin.ofRequest(headers, secure))) {
            return true;
        }
        return patterns.stream().anyMatch(pattern -> pattern.matches(origin));
    }
}

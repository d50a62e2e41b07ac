package io.tidewire.websocket.handshake;

import io.tidewire.websocket.HandshakeHeaders;

/**
 * The client's opening handshake (RFC 6455, section 4.2.1), as an HTTP server read it.
 *
 * @param method the request method, such as {@code GET}
 * @param httpVersion the protocol version, such as {@code HTTP/1.1}
 * @param secure whether the client came over TLS: decides what the same origin is
 * @param headers all request headers, in their order
 */
public record UpgradeRequest(String method, String httpVersion, boolean secure, HandshakeHeaders headers) {}

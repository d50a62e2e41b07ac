package io.tidewire.websocket;

import java.net.InetSocketAddress;
import java.net.URI;
import java.security.Principal;
import org.jspecify.annotations.Nullable;

/**
 * The request that opened a connection, and what was agreed (RFC 6455, section 4.2).
 *
 * @param uri the request's URI
 * @param headers the request's headers
 * @param subprotocol the agreed subprotocol, or {@code null}
 * @param principal the user who was authenticated when the connection was opened, or {@code null}
 * @param localAddress the server's address, or {@code null} where the transport has none
 * @param remoteAddress the client's address, or {@code null} where the transport has none
 */
public record HandshakeInfo(
        URI uri,
        HandshakeHeaders headers,
        @Nullable String subprotocol,
        @Nullable Principal principal,
        @Nullable InetSocketAddress localAddress,
        @Nullable InetSocketAddress remoteAddress) {}

package io.tidewire.websocket.test;

import io.tidewire.websocket.Compression;
import io.tidewire.websocket.HandshakeHeaders;
import io.tidewire.websocket.WebSocketOptions;
import io.tidewire.websocket.deflate.DeflateParameters;
import io.tidewire.websocket.handshake.ClientHandshake;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What a client asks for when it connects; immutable.
 *
 * @param headers besides those of the handshake
 * @param subprotocols offered, the preferred one first
 * @param compression whether permessage-deflate is offered
 */
record ConnectRequest(List<Map.Entry<String, String>> headers, List<String> subprotocols, boolean compression) {

    static final ConnectRequest PLAIN = new ConnectRequest(List.of(), List.of(), false);

    /** A test says itself how long it waits, what it sends and when it ends: the client has no limits of its own. */
    private static final WebSocketOptions NO_LIMITS = WebSocketOptions.builder()
            .maxMessageSize(64 * 1024 * 1024)
            .outboundMaxBytes(1024 * 1024 * 1024)
            .heartbeatInterval(Duration.ZERO)
            .closeTimeout(Duration.ofMinutes(10))
            .compression(Compression.DEFAULT.withThreshold(0))
            .build();

    static WebSocketOptions options() {
        return NO_LIMITS;
    }

    ConnectRequest withHeader(String name, String value) {
        List<Map.Entry<String, String>> more = new ArrayList<>(headers);
        more.add(Map.entry(name, value));
        return new ConnectRequest(List.copyOf(more), subprotocols, compression);
    }

    ConnectRequest withSubprotocols(String... offered) {
        return new ConnectRequest(headers, List.of(offered), compression);
    }

    ConnectRequest withCompression() {
        return new ConnectRequest(headers, subprotocols, true);
    }

    ClientHandshake handshake() {
        return new ClientHandshake(subprotocols, compression ? DeflateParameters.NAME : null);
    }

    /** All headers of the request. */
    HandshakeHeaders headers(ClientHandshake handshake, String host) {
        List<Map.Entry<String, String>> all = new ArrayList<>();
        if (headers.stream().noneMatch(header -> header.getKey().equalsIgnoreCase("Host"))) {
            all.add(Map.entry("Host", host));
        }
        all.addAll(handshake.requestHeaders().entrySet());
        all.addAll(headers);
        return HandshakeHeaders.of(all);
    }
}

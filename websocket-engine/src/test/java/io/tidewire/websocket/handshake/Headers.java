package io.tidewire.websocket.handshake;

import io.tidewire.websocket.HandshakeHeaders;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Request headers to start from and change. */
final class Headers {

    private final List<Map.Entry<String, String>> entries = new ArrayList<>();

    static Headers none() {
        return new Headers();
    }

    /** The handshake of RFC 6455, section 1.2, without its subprotocols. */
    static Headers ofRfcExample() {
        return none().and("Host", "server.example.com")
                .and("Upgrade", "websocket")
                .and("Connection", "Upgrade")
                .and("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==")
                .and("Origin", "http://server.example.com")
                .and("Sec-WebSocket-Version", "13");
    }

    Headers and(String name, String value) {
        entries.add(Map.entry(name, value));
        return this;
    }

    Headers without(String name) {
        entries.removeIf(entry -> entry.getKey().equalsIgnoreCase(name));
        return this;
    }

    Headers with(String name, String value) {
        return without(name).and(name, value);
    }

    HandshakeHeaders build() {
        return HandshakeHeaders.of(entries);
    }
}

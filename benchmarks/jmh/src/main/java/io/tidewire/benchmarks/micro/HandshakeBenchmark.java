package io.tidewire.benchmarks.micro;

import io.tidewire.websocket.HandshakeHeaders;
import io.tidewire.websocket.WebSocketOptions;
import io.tidewire.websocket.handshake.ServerHandshake;
import io.tidewire.websocket.handshake.UpgradeRequest;
import io.tidewire.websocket.handshake.UpgradeResponse;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Setup;

/** The answer to a browser's opening handshake, from headers to headers. */
public class HandshakeBenchmark extends MicroBenchmark {

    private final ServerHandshake handshake = new ServerHandshake(WebSocketOptions.builder()
            .subprotocols(List.of("chat.v2", "chat.v1"))
            .build());

    private final UpgradeRequest request = new UpgradeRequest(
            "GET",
            "HTTP/1.1",
            true,
            HandshakeHeaders.of(List.of(
                    Map.entry("Host", "chat.example.com"),
                    Map.entry("Connection", "Upgrade"),
                    Map.entry("Pragma", "no-cache"),
                    Map.entry("Cache-Control", "no-cache"),
                    Map.entry(
                            "User-Agent",
                            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) "
                                    + "Chrome/142.0.0.0 Safari/537.36"),
                    Map.entry("Upgrade", "websocket"),
                    Map.entry("Origin", "https://chat.example.com"),
                    Map.entry("Sec-WebSocket-Version", "13"),
                    Map.entry("Accept-Encoding", "gzip, deflate, br, zstd"),
                    Map.entry("Accept-Language", "de-DE,de;q=0.9,en;q=0.8"),
                    Map.entry("Cookie", "SESSION=NDg3ZjMyYzQtMGQ2Zi00ZjA4LWE1ZTUtZGU2ZjQwZjY4YjBl"),
                    Map.entry("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="),
                    Map.entry("Sec-WebSocket-Extensions", "permessage-deflate; client_max_window_bits"),
                    Map.entry("Sec-WebSocket-Protocol", "chat.v1, chat.v2"))));

    /** A request that is refused would be measured by mistake. */
    @Setup
    public void requireAccepted() {
        if (!(answer() instanceof UpgradeResponse.Accepted)) {
            throw new IllegalStateException("Refused: " + answer());
        }
    }

    /** One handshake. */
    @Benchmark
    public UpgradeResponse answer() {
        return handshake.answer(request);
    }
}

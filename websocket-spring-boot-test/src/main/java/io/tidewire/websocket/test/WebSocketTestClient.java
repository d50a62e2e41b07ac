package io.tidewire.websocket.test;

import java.net.URI;
import java.time.Duration;
import java.util.function.Supplier;
import tools.jackson.databind.json.JsonMapper;

/**
 * A WebSocket client for tests of a running server. Immutable: each setting gives a new client, so that one with, say,
 * the credentials of a user can be kept and shared.
 *
 * <pre>{@code
 * WebSocketTestClient client = WebSocketTestClient.bindToServer(port).header("Authorization", basic);
 * try (WebSocketTestConnection chat = client.connect("/chat/red")) {
 *     chat.send(new Say("hello")).expectJson("""
 *             {"from": "ann", "text": "hello"}
 *             """);
 *     chat.close(1000).expectClose(1000);
 * }
 * client.expectRefused("/chat/forbidden", 403);
 * }</pre>
 *
 * <p>It sends no {@code Origin} unless told to: a server that allows its own origin only takes it.
 */
public final class WebSocketTestClient {

    static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(5);

    private final Supplier<URI> server;
    private final ConnectRequest request;
    private final JsonMapper mapper;
    private final Duration timeout;

    private WebSocketTestClient(Supplier<URI> server, ConnectRequest request, JsonMapper mapper, Duration timeout) {
        this.server = server;
        this.request = request;
        this.mapper = mapper;
        this.timeout = timeout;
    }

    /** A client of the server on this port of this machine. */
    public static WebSocketTestClient bindToServer(int port) {
        return bindToServer(URI.create("ws://127.0.0.1:" + port));
    }

    /**
     * A client of a server.
     *
     * @param server its {@code ws}, {@code wss}, {@code http} or {@code https} URI; a path is put before those that are
     *     connected to. TLS takes any certificate
     */
    public static WebSocketTestClient bindToServer(URI server) {
        return bindToServer(() -> server);
    }

    /** A client of a server that may not have started yet: its URI is asked for when the client connects. */
    public static WebSocketTestClient bindToServer(Supplier<URI> server) {
        return new WebSocketTestClient(server, ConnectRequest.PLAIN, JsonMapper.shared(), DEFAULT_TIMEOUT);
    }

    /** With one more header in its requests. */
    public WebSocketTestClient header(String name, String value) {
        return with(request.withHeader(name, value));
    }

    /** With these subprotocols on offer, the preferred one first (RFC 6455, section 1.9). */
    public WebSocketTestClient subprotocol(String... offered) {
        return with(request.withSubprotocols(offered));
    }

    /** With compression on offer (RFC 7692). */
    public WebSocketTestClient compression() {
        return with(request.withCompression());
    }

    private WebSocketTestClient with(ConnectRequest changed) {
        return new WebSocketTestClient(server, changed, mapper, timeout);
    }

    /** With JSON as this mapper reads and writes it; default: {@link JsonMapper#shared()}. */
    public WebSocketTestClient mapper(JsonMapper json) {
        return new WebSocketTestClient(server, request, json, timeout);
    }

    /** With this much patience, for connecting and for each expectation; default: 5 s. */
    public WebSocketTestClient timeout(Duration patience) {
        return new WebSocketTestClient(server, request, mapper, patience);
    }

    /**
     * Connects.
     *
     * @param path with its query
     * @throws AssertionError if the server refuses, or its answer is not what section 4.1 of RFC 6455 asks for
     */
    public WebSocketTestConnection connect(String path) {
        return connector().connect(uri(path));
    }

    /**
     * The server refuses the handshake with this HTTP status.
     *
     * @return the body of the answer
     */
    public String expectRefused(String path, int status) {
        return connector().refused(uri(path), status);
    }

    private Connector connector() {
        return new Connector(request, mapper, timeout);
    }

    private URI uri(String path) {
        String base = server.get().toString();
        return URI.create((base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + path);
    }
}

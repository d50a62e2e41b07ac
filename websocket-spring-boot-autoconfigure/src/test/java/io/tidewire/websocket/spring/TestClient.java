package io.tidewire.websocket.spring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The JDK's WebSocket client, as a test likes it: waits for what is to come, and no longer than a while. */
public final class TestClient implements WebSocket.Listener, AutoCloseable {

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final int SECONDS = 10;

    private final BlockingQueue<Object> received = new LinkedBlockingQueue<>();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private volatile String closeReason = "";
    private StringBuilder text = new StringBuilder();
    private ByteArrayOutputStream binary = new ByteArrayOutputStream();
    private @Nullable WebSocket socket;

    private TestClient() {}

    /** Connects. */
    public static TestClient to(String uri) {
        return to(uri, HTTP, builder -> builder);
    }

    /** Connects with headers, subprotocols and TLS of one's own. */
    public static TestClient to(String uri, HttpClient http, UnaryOperator<WebSocket.Builder> settings) {
        TestClient client = new TestClient();
        client.socket = settings.apply(http.newWebSocketBuilder())
                .buildAsync(URI.create(uri), client)
                .join();
        return client;
    }

    /** A client for plain HTTP. */
    public static HttpClient http() {
        return HTTP;
    }

    /** The socket itself. */
    public WebSocket socket() {
        assertThat(socket).isNotNull();
        return socket;
    }

    /** Sends a text message. */
    public TestClient send(String message) {
        socket().sendText(message, true).join();
        return this;
    }

    /** Sends a binary message. */
    public TestClient send(byte[] message) {
        socket().sendBinary(ByteBuffer.wrap(message), true).join();
        return this;
    }

    /** The next text message. */
    public String text() {
        return (String) next();
    }

    /** The next binary message. */
    public byte[] binary() {
        return (byte[]) next();
    }

    private Object next() {
        try {
            Object message = received.poll(SECONDS, TimeUnit.SECONDS);
            assertThat(message).as("a message within %d s", SECONDS).isNotNull();
            return message;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Whether a message waits to be looked at. */
    public boolean hasReceived() {
        return !received.isEmpty();
    }

    /** The code that the server closes, or has closed, with. */
    public int closeCode() {
        return closed.orTimeout(SECONDS, TimeUnit.SECONDS).join();
    }

    /** The reason that came with the code. */
    public String closeReason() {
        closeCode();
        return closeReason;
    }

    /** Closes with a status. */
    public void close(int code, String reason) {
        socket().sendClose(code, reason).join();
    }

    @Override
    public void close() {
        socket().abort();
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
        text.append(data);
        if (last) {
            received.add(text.toString());
            text = new StringBuilder();
        }
        from.request(1);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
        byte[] bytes = new byte[data.remaining()];
        data.get(bytes);
        binary.writeBytes(bytes);
        if (last) {
            received.add(binary.toByteArray());
            binary = new ByteArrayOutputStream();
        }
        from.request(1);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
        closeReason = reason;
        closed.complete(code);
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable failure) {
        closed.completeExceptionally(failure);
    }
}

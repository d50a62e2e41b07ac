package io.tidewire.sample;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.websocket.CloseStatus;
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
import org.jspecify.annotations.Nullable;

/** The JDK's WebSocket client, with what arrives kept until a test asks for it. */
final class JdkClient implements WebSocket.Listener, AutoCloseable {

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final long PATIENCE = 20; // seconds

    private final BlockingQueue<String> texts = new LinkedBlockingQueue<>();
    private final BlockingQueue<byte[]> binaries = new LinkedBlockingQueue<>();
    private final BlockingQueue<byte[]> pongs = new LinkedBlockingQueue<>();
    private final CompletableFuture<CloseStatus> closed = new CompletableFuture<>();
    private final StringBuilder text = new StringBuilder();
    private final ByteArrayOutputStream binary = new ByteArrayOutputStream();
    private final WebSocket socket;

    JdkClient(int port, String path) {
        socket = HTTP.newWebSocketBuilder()
                .buildAsync(URI.create("ws://localhost:" + port + path), this)
                .join();
    }

    /** The JDK's own client, to send with. */
    WebSocket socket() {
        return socket;
    }

    void send(String message) {
        socket.sendText(message, true).join();
    }

    String nextText() throws InterruptedException {
        return arrived(texts.poll(PATIENCE, TimeUnit.SECONDS));
    }

    byte[] nextBinary() throws InterruptedException {
        return arrived(binaries.poll(PATIENCE, TimeUnit.SECONDS));
    }

    byte[] nextPong() throws InterruptedException {
        return arrived(pongs.poll(PATIENCE, TimeUnit.SECONDS));
    }

    /** How the connection ended, as the client saw it. */
    CloseStatus closeStatus() throws Exception {
        return closed.get(PATIENCE, TimeUnit.SECONDS);
    }

    private static <T> T arrived(@Nullable T message) {
        assertThat(message).as("nothing arrived within %d s", PATIENCE).isNotNull();
        return message;
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
        text.append(data);
        if (last) {
            texts.add(text.toString());
            text.setLength(0);
        }
        webSocket.request(1);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onBinary(WebSocket webSocket, ByteBuffer data, boolean last) {
        binary.writeBytes(bytesOf(data));
        if (last) {
            binaries.add(binary.toByteArray());
            binary.reset();
        }
        webSocket.request(1);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onPong(WebSocket webSocket, ByteBuffer message) {
        pongs.add(bytesOf(message));
        webSocket.request(1);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket webSocket, int statusCode, String reason) {
        closed.complete(new CloseStatus(statusCode, reason.isEmpty() ? null : reason));
        return null;
    }

    @Override
    public void onError(WebSocket webSocket, Throwable error) {
        closed.completeExceptionally(error);
    }

    private static byte[] bytesOf(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }

    /** Leaves without a word if the connection is still there. */
    @Override
    public void close() {
        socket.abort();
    }
}

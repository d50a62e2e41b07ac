package interop;

import static interop.Common.check;
import static interop.Common.equal;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;

/** The JDK's own client. */
final class JavaNetHttp {

    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private final String server;

    private JavaNetHttp(String server) {
        this.server = server;
    }

    /** What arrives, in order: a String, a byte[], {@code Pong} or {@code Close}. */
    private static final class Received implements WebSocket.Listener {

        final BlockingQueue<Object> events = new LinkedBlockingQueue<>();
        private final StringBuilder text = new StringBuilder();
        private final ByteArrayOutputStream binary = new ByteArrayOutputStream();

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                events.add(text.toString());
                text.setLength(0);
            }
            socket.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
            byte[] part = new byte[data.remaining()];
            data.get(part);
            binary.writeBytes(part);
            if (last) {
                events.add(binary.toByteArray());
                binary.reset();
            }
            socket.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onPong(WebSocket socket, ByteBuffer message) {
            byte[] payload = new byte[message.remaining()];
            message.get(payload);
            events.add(new Pong(new String(payload)));
            socket.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            events.add(new Common.Close(code, reason));
            return null;
        }

        @Override
        public void onError(WebSocket socket, Throwable error) {
            events.add(error);
        }

        Object next() throws InterruptedException {
            return Common.next(events);
        }
    }

    private record Pong(String payload) {}

    private WebSocket open(String path, Received received) {
        return builder().buildAsync(uri(path), received).join();
    }

    private static WebSocket.Builder builder() {
        return CLIENT.newWebSocketBuilder();
    }

    private URI uri(String path) {
        return URI.create("ws://" + server + path);
    }

    private static void end(WebSocket socket, Received received) throws Exception {
        socket.sendClose(1000, "").join();
        equal(received.next(), new Common.Close(1000, ""));
    }

    private void echoes(Object message) throws Exception {
        Received received = new Received();
        WebSocket socket = open("/echo", received);
        if (message instanceof String text) {
            socket.sendText(text, true).join();
        } else {
            socket.sendBinary(ByteBuffer.wrap((byte[]) message), true).join();
        }
        equal(received.next(), message);
        end(socket, received);
    }

    private void fragments() throws Exception {
        Received received = new Received();
        WebSocket socket = open("/echo", received);
        socket.sendText("one ", false).join();
        socket.sendText("", false).join();
        socket.sendPing(ByteBuffer.wrap("between".getBytes())).join();
        socket.sendText("two ", false).join();
        socket.sendText("three", true).join();
        equal(received.next(), new Pong("between"));
        equal(received.next(), "one two three");
        end(socket, received);
    }

    private void ping() throws Exception {
        Received received = new Received();
        WebSocket socket = open("/echo", received);
        for (String payload : new String[] {"are you there?", ""}) {
            socket.sendPing(ByteBuffer.wrap(payload.getBytes())).join();
            equal(received.next(), new Pong(payload));
        }
        end(socket, received);
    }

    private void heartbeat() throws Exception {
        Received received = new Received();
        WebSocket socket = open("/my-websocket-endpoint", received);
        equal(received.next(), Common.WELCOME);
        Thread.sleep(3000);
        socket.sendText("still here", true).join();
        equal(received.next(), Common.RECEIVED + "still here");
        end(socket, received);
    }

    private void close() throws Exception {
        for (Common.Close expected : Common.CLOSES) {
            Received received = new Received();
            open("/echo", received).sendClose(expected.code(), expected.reason()).join();
            equal(received.next(), expected);
        }
    }

    private void subprotocol() throws Exception {
        Received received = new Received();
        WebSocket socket = builder().subprotocols("chat.v1").buildAsync(uri("/echo"), received).join();
        equal(socket.getSubprotocol(), "");
        end(socket, received);
        socket = builder()
                .subprotocols("other", "chat.v1", "chat.v2")
                .buildAsync(uri("/broadcast"), received)
                .join();
        equal(socket.getSubprotocol(), "chat.v2");
        end(socket, received);
    }

    private void refuses(String path, int status, String origin) {
        try {
            builder().header("Origin", origin).buildAsync(uri(path), new Received()).join();
            check(false, "%s was not refused", path);
        } catch (CompletionException e) {
            check(e.getCause() instanceof WebSocketHandshakeException, "%s", e.getCause());
            equal(((WebSocketHandshakeException) e.getCause()).getResponse().statusCode(), status);
        }
    }

    private void refusedOrigin() throws Exception {
        refuses("/broadcast", 403, "https://evil.example");
        Received received = new Received();
        WebSocket own = builder()
                .header("Origin", Common.OWN_ORIGIN)
                .buildAsync(uri("/broadcast"), received)
                .join();
        own.sendText("mine", true).join();
        equal(received.next(), "mine");
        end(own, received);
    }

    public static void main(String[] arguments) {
        JavaNetHttp client = new JavaNetHttp(arguments[0]);
        Common.run("text", () -> client.echoes(Common.TEXT));
        Common.run("binary", () -> client.echoes(Common.BINARY));
        Common.run("large", () -> {
            client.echoes(Common.LARGE_TEXT);
            client.echoes(Common.LARGE_BINARY);
        });
        Common.run("fragments", client::fragments);
        Common.lacks("compression");
        Common.run("ping", client::ping);
        Common.run("heartbeat", client::heartbeat);
        Common.run("close", client::close);
        Common.run("subprotocol", client::subprotocol);
        Common.run("refused-path", () -> client.refuses("/nowhere", 404, Common.OWN_ORIGIN));
        Common.run("refused-origin", client::refusedOrigin);
        System.exit(0);
    }
}

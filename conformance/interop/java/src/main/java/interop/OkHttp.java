package interop;

import static interop.Common.check;
import static interop.Common.equal;

import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.SocketFactory;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.WebSocket;
import okhttp3.WebSocketListener;
import okio.ByteString;

/** OkHttp. */
final class OkHttp {

    private static final String COMPRESSIBLE = "Tidewire ".repeat(100_000); // sent three times

    private final String server;

    private OkHttp(String server) {
        this.server = server;
    }

    /** An open connection, and what arrives on it: a String, a ByteString or {@code Close}. */
    private final class Connection extends WebSocketListener {

        final BlockingQueue<Object> events = new LinkedBlockingQueue<>();
        final WebSocket socket;
        final Response response;

        Connection(OkHttpClient client, String path, String... header) throws InterruptedException {
            Request.Builder request = new Request.Builder().url("ws://" + server + path);
            if (header.length > 0) {
                request.header(header[0], header[1]);
            }
            socket = client.newWebSocket(request.build(), this);
            Object first = next();
            check(first instanceof Response, "%s", first);
            response = (Response) first;
        }

        Object next() throws InterruptedException {
            return Common.next(events);
        }

        void end() {
            socket.close(1000, null);
        }

        @Override
        public void onOpen(WebSocket socket, Response response) {
            events.add(response);
        }

        @Override
        public void onMessage(WebSocket socket, String text) {
            events.add(text);
        }

        @Override
        public void onMessage(WebSocket socket, ByteString bytes) {
            events.add(bytes);
        }

        @Override
        public void onClosed(WebSocket socket, int code, String reason) {
            events.add(new Common.Close(code, reason));
        }

        @Override
        public void onFailure(WebSocket socket, Throwable failure, Response response) {
            events.add(response != null ? response : failure);
        }
    }

    private Connection open(String path, String... header) throws InterruptedException {
        Connection connection = new Connection(new OkHttpClient(), path, header);
        equal(connection.response.code(), 101);
        return connection;
    }

    private void echoes(Connection connection, Object message) throws InterruptedException {
        if (message instanceof String text) {
            check(connection.socket.send(text), "not taken");
        } else {
            check(connection.socket.send((ByteString) message), "not taken");
        }
        equal(connection.next(), message);
    }

    private void echoesOnce(Object message) throws InterruptedException {
        Connection connection = open("/echo");
        echoes(connection, message);
        connection.end();
    }

    private void compression() throws InterruptedException {
        CountingSockets counting = new CountingSockets();
        OkHttpClient client = new OkHttpClient.Builder().socketFactory(counting).build();
        Connection connection = new Connection(client, "/echo");
        check(connection.response.header("Sec-WebSocket-Extensions") != null, "not negotiated");
        for (int i = 0; i < 3; i++) {
            echoes(connection, COMPRESSIBLE);
        }
        connection.end();
        int limit = 3 * COMPRESSIBLE.length() / 10;
        check(counting.in.get() < limit, "%s bytes read", counting.in);
        check(counting.out.get() < limit, "%s bytes written", counting.out);
    }

    /** It sends pings only by the clock, and fails when a pong is missing. */
    private void ping() throws InterruptedException {
        OkHttpClient client = new OkHttpClient.Builder()
                .pingInterval(Duration.ofMillis(500))
                .build();
        Connection connection = new Connection(client, "/echo");
        Thread.sleep(2500);
        echoes(connection, "after the pongs");
        connection.end();
    }

    private void heartbeat() throws InterruptedException {
        Connection connection = open("/my-websocket-endpoint");
        equal(connection.next(), Common.WELCOME);
        Thread.sleep(3000);
        connection.socket.send("still here");
        equal(connection.next(), Common.RECEIVED + "still here");
        connection.end();
    }

    private void close() throws InterruptedException {
        for (Common.Close expected : Common.CLOSES) {
            Connection connection = open("/echo");
            connection.socket.close(expected.code(), expected.reason());
            equal(connection.next(), expected);
        }
    }

    private void subprotocol() throws InterruptedException {
        Connection connection = open("/echo", "Sec-WebSocket-Protocol", "chat.v1");
        equal(connection.response.header("Sec-WebSocket-Protocol"), null);
        connection.end();
        connection = open("/broadcast", "Sec-WebSocket-Protocol", "other, chat.v1, chat.v2");
        equal(connection.response.header("Sec-WebSocket-Protocol"), "chat.v2");
        connection.end();
    }

    private void refuses(String path, int status, String origin) throws InterruptedException {
        equal(new Connection(new OkHttpClient(), path, "Origin", origin).response.code(), status);
    }

    private void refusedOrigin() throws InterruptedException {
        refuses("/broadcast", 403, "https://evil.example");
        Connection own = open("/broadcast", "Origin", Common.OWN_ORIGIN);
        echoes(own, "mine");
        own.end();
    }

    /** Count what really travels. */
    private static final class CountingSockets extends SocketFactory {

        final AtomicLong in = new AtomicLong();
        final AtomicLong out = new AtomicLong();

        @Override
        public Socket createSocket() {
            return new Socket() {
                @Override
                public InputStream getInputStream() throws IOException {
                    return new FilterInputStream(super.getInputStream()) {
                        @Override
                        public int read(byte[] bytes, int offset, int length) throws IOException {
                            int count = super.read(bytes, offset, length);
                            CountingSockets.this.in.addAndGet(Math.max(0, count));
                            return count;
                        }
                    };
                }

                @Override
                public OutputStream getOutputStream() throws IOException {
                    OutputStream plain = super.getOutputStream();
                    return new FilterOutputStream(plain) {
                        @Override
                        public void write(byte[] bytes, int offset, int length) throws IOException {
                            plain.write(bytes, offset, length);
                            CountingSockets.this.out.addAndGet(length);
                        }
                    };
                }
            };
        }

        @Override
        public Socket createSocket(String host, int port) throws IOException {
            return connected(null, new InetSocketAddress(host, port));
        }

        @Override
        public Socket createSocket(String host, int port, InetAddress local, int localPort) throws IOException {
            return connected(new InetSocketAddress(local, localPort), new InetSocketAddress(host, port));
        }

        @Override
        public Socket createSocket(InetAddress host, int port) throws IOException {
            return connected(null, new InetSocketAddress(host, port));
        }

        @Override
        public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) throws IOException {
            return connected(new InetSocketAddress(local, localPort), new InetSocketAddress(host, port));
        }

        /** Counted, too, whichever way it was asked for; {@code local} may be null. */
        private Socket connected(InetSocketAddress local, InetSocketAddress remote) throws IOException {
            Socket socket = createSocket();
            try {
                socket.bind(local);
                socket.connect(remote);
                return socket;
            } catch (IOException failure) {
                socket.close();
                throw failure;
            }
        }
    }

    public static void main(String[] arguments) {
        OkHttp client = new OkHttp(arguments[0]);
        Common.run("text", () -> client.echoesOnce(Common.TEXT));
        Common.run("binary", () -> client.echoesOnce(ByteString.of(Common.BINARY)));
        Common.run("large", () -> {
            client.echoesOnce(Common.LARGE_TEXT);
            client.echoesOnce(ByteString.of(Common.LARGE_BINARY));
        });
        Common.lacks("fragments"); // it sends every message in one frame
        Common.run("compression", client::compression);
        Common.run("ping", client::ping);
        Common.run("heartbeat", client::heartbeat);
        Common.run("close", client::close);
        Common.run("subprotocol", client::subprotocol);
        Common.run("refused-path", () -> client.refuses("/nowhere", 404, Common.OWN_ORIGIN));
        Common.run("refused-origin", client::refusedOrigin);
        System.exit(0);
    }
}

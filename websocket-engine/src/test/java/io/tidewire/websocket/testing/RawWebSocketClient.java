package io.tidewire.websocket.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A client made of a socket and nothing else: says the handshake by hand, sends any bytes, and holds the server to what
 * a server may send. Every read fails after half a minute.
 */
public final class RawWebSocketClient implements AutoCloseable {

    /** The {@code Sec-WebSocket-Accept} that belongs to the key of RFC 6455, section 1.3. */
    public static final String ACCEPT = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";

    private static final String KEY = "dGhlIHNhbXBsZSBub25jZQ==";
    private static final int TIMEOUT_MILLIS = 30_000;

    private final Socket socket;
    private final DataInputStream in;
    private final OutputStream out;
    private final List<String> head = new ArrayList<>();

    /** A client on a connected socket; nothing is sent yet. */
    public RawWebSocketClient(Socket socket) throws IOException {
        this.socket = socket;
        socket.setSoTimeout(TIMEOUT_MILLIS);
        socket.setTcpNoDelay(true);
        in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 64 * 1024));
        out = socket.getOutputStream();
    }

    /** An open connection: the server has accepted the handshake. */
    public static RawWebSocketClient open(int port, String path, String... headers) throws IOException {
        RawWebSocketClient client = new RawWebSocketClient(new Socket("localhost", port));
        client.send(request(path, headers));
        client.readAccepted();
        return client;
    }

    /** The request of a handshake, with these headers besides the ones that it needs. */
    public static byte[] request(String path, String... headers) {
        StringBuilder request = new StringBuilder("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n"
                + "Upgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: " + KEY + "\r\n");
        for (String header : headers) {
            request.append(header).append("\r\n");
        }
        return request.append("\r\n").toString().getBytes(ISO_8859_1);
    }

    /** The request of a handshake and frames behind it, for one write. */
    public static byte[] requestWith(String frames, String path, String... headers) {
        return Hex.hex(Hex.of(request(path, headers)) + frames);
    }

    /** Sends these bytes. */
    public void send(byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
    }

    /** Sends these frames, hex. */
    public void send(String... frames) throws IOException {
        send(Hex.hex(String.join("", frames)));
    }

    /** Reads an answer's head, up to its empty line. */
    public List<String> readHead() throws IOException {
        StringBuilder line = new StringBuilder();
        while (true) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("end of stream within the answer's head: " + head + line);
            }
            if (next != '\n') {
                line.append((char) next);
                continue;
            }
            String whole = line.toString().strip();
            if (whole.isEmpty()) {
                return head;
            }
            head.add(whole);
            line.setLength(0);
        }
    }

    /** Reads an answer's head that must be a 101. */
    public void readAccepted() throws IOException {
        readHead();
        String accept = header("sec-websocket-accept");
        if (!head.get(0).startsWith("HTTP/1.1 101 ") || !ACCEPT.equals(accept)) {
            throw new AssertionError("no handshake: " + head);
        }
    }

    /** The answer's header of this name, or {@code null}. */
    public @Nullable String header(String name) {
        return head.stream()
                .filter(it -> it.regionMatches(true, 0, name + ":", 0, name.length() + 1))
                .map(it -> it.substring(name.length() + 1).strip())
                .findFirst()
                .orElse(null);
    }

    /** The next frame; {@code null} if the server has ended the stream between two frames. */
    public @Nullable ServerFrame readFrame() throws IOException {
        int first = in.read();
        if (first < 0) {
            return null;
        }
        int second = in.readUnsignedByte();
        // RFC 6455, 5.1: a server MUST NOT mask
        require((second & 0x80) == 0, "masked server frame");
        long length = second;
        if (second == 126) {
            length = in.readUnsignedShort();
            require(length > 125, "length not minimal: " + length);
        } else if (second == 127) {
            length = in.readLong();
            require(length > 0xFFFF, "length not minimal: " + length);
        }
        byte[] payload = new byte[Math.toIntExact(length)];
        in.readFully(payload);
        return new ServerFrame(first, payload);
    }

    /** The next frame; an error if there is none. */
    public ServerFrame frame() throws IOException {
        ServerFrame frame = readFrame();
        if (frame == null) {
            throw new AssertionError("the server has ended the stream");
        }
        return frame;
    }

    /** All frames up to the end of the stream. */
    public List<ServerFrame> readToEnd() throws IOException {
        List<ServerFrame> frames = new ArrayList<>();
        for (ServerFrame frame = readFrame(); frame != null; frame = readFrame()) {
            frames.add(frame);
        }
        return frames;
    }

    /** Reads a close frame and the end of the stream behind it, and returns its code. */
    public int readCloseAndEnd() throws IOException {
        ServerFrame close = frame();
        require(close.isClose(), "no close frame: " + close);
        ServerFrame more = readFrame();
        require(more == null, "a frame behind the close frame: " + more);
        return close.closeCode();
    }

    /** The bytes up to the end of the stream: what is left of an HTTP answer. */
    public String readRest() throws IOException {
        return new String(in.readAllBytes(), ISO_8859_1);
    }

    /** What the server sends, unread. */
    public InputStream stream() {
        return in;
    }

    /** The socket below. */
    public Socket socket() {
        return socket;
    }

    /** Says "no more from here" and can still read. */
    public void closeOutput() throws IOException {
        socket.shutdownOutput();
    }

    /** Ends the connection with a TCP reset. */
    public void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }
}

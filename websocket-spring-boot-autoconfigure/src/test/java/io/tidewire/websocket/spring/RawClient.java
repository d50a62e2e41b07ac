package io.tidewire.websocket.spring;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;

/** A client that says what no proper one would: bytes over a socket. */
final class RawClient implements AutoCloseable {

    private static final int TIMEOUT_MILLIS = 10_000;

    private final Socket socket;

    RawClient(int port) throws IOException {
        this(new Socket("localhost", port));
    }

    RawClient(Socket socket) throws IOException {
        this.socket = socket;
        socket.setSoTimeout(TIMEOUT_MILLIS);
    }

    /** A proper opening handshake, with more header lines if given. */
    static String handshake(String path, String... more) {
        StringBuilder request = new StringBuilder(
                "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n"
                        + "Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n");
        for (String line : more) {
            request.append(line).append("\r\n");
        }
        return request.append("\r\n").toString();
    }

    /** A masked frame with FIN and a short payload; the mask is all zeros. */
    static byte[] frame(int opcode, String payload) {
        byte[] bytes = payload.getBytes(UTF_8);
        byte[] frame = new byte[6 + bytes.length];
        frame[0] = (byte) (0x80 | opcode);
        frame[1] = (byte) (0x80 | bytes.length);
        System.arraycopy(bytes, 0, frame, 6, bytes.length);
        return frame;
    }

    /** Sends all of it in one segment. */
    void send(String head, byte[]... frames) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(head.getBytes(ISO_8859_1));
        for (byte[] frame : frames) {
            all.writeBytes(frame);
        }
        socket.getOutputStream().write(all.toByteArray());
        socket.getOutputStream().flush();
    }

    /** The head of an HTTP response. */
    String head() throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) read());
        }
        return head.toString();
    }

    /** All that comes until the server closes. */
    String rest() throws IOException {
        return new String(socket.getInputStream().readAllBytes(), UTF_8);
    }

    /** The opcode and the payload of the next frame, which must be shorter than 64 KiB; of a close frame, its code. */
    String frame() throws IOException {
        int opcode = read() & 0xF;
        int length = read();
        byte[] payload = socket.getInputStream().readNBytes(length == 126 ? read() * 256 + read() : length);
        return opcode + ":"
                + (opcode == 8 ? (payload[0] & 0xFF) * 256 + (payload[1] & 0xFF) : new String(payload, UTF_8));
    }

    private int read() throws IOException {
        InputStream in = socket.getInputStream();
        int next = in.read();
        if (next < 0) {
            throw new EOFException();
        }
        return next;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}

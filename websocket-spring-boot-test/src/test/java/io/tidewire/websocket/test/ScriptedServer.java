package io.tidewire.websocket.test;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.tidewire.websocket.testing.Hex;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.IntConsumer;

/** A server for one connection that says what it is told to, and not what a proper one would. */
final class ScriptedServer {

    private ScriptedServer() {}

    /** One that accepts properly and then sends these frames, in one go with its answer. */
    static void with(String frames, IntConsumer test) {
        with(key -> accepting(key) + new String(Hex.hex(frames), ISO_8859_1), test);
    }

    /** An accepting answer with this {@code Sec-WebSocket-Accept}. */
    static String answer(String accept) {
        return "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Accept: " + accept + "\r\n\r\n";
    }

    /** The answer of a server that accepts. */
    static String accepting(String key) {
        return answer(accept(key));
    }

    /** One that answers this, made of the client's key, and closes when the client does. */
    static void with(Function<String, String> answer, IntConsumer test) {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CompletableFuture<Void> served = CompletableFuture.runAsync(() -> serve(server, answer));
            test.accept(server.getLocalPort());
            served.join();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static void serve(ServerSocket server, Function<String, String> answer) {
        try (Socket socket = server.accept()) {
            BufferedReader request = new BufferedReader(new InputStreamReader(socket.getInputStream(), ISO_8859_1));
            String key = "";
            for (String line = request.readLine(); line != null && !line.isEmpty(); line = request.readLine()) {
                if (line.toLowerCase(Locale.ROOT).startsWith("sec-websocket-key:")) {
                    key = line.substring(line.indexOf(':') + 1).strip();
                }
            }
            socket.getOutputStream().write(answer.apply(key).getBytes(ISO_8859_1));
            socket.getOutputStream().flush();
            socket.getInputStream().transferTo(OutputStream.nullOutputStream());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static String accept(String key) {
        try {
            byte[] sha1 = MessageDigest.getInstance("SHA-1")
                    .digest((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(ISO_8859_1));
            return Base64.getEncoder().encodeToString(sha1);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}

package io.tidewire.websocket.reactornetty;

import static io.tidewire.websocket.testing.Frames.BINARY_BEGINS;
import static io.tidewire.websocket.testing.Frames.CONTINUES;
import static io.tidewire.websocket.testing.Frames.ENDS;
import static io.tidewire.websocket.testing.Frames.clientText;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.websocket.WebSocketOptions;
import io.tidewire.websocket.testing.RawWebSocketClient;
import io.tidewire.websocket.testing.ServerFrame;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Flux;

/**
 * One message that is larger than the heap of the server that sends it. The system property {@code giant.mib} sets its
 * size, {@code giant.heap} that of the heap.
 */
class GiantMessageTest {

    private static final long MIB = Long.getLong("giant.mib", 256);
    private static final String HEAP = System.getProperty("giant.heap", "64m");

    private static final int PIECE = 100_000;

    /** A server in a virtual machine of its own, which lives as long as its input. */
    static final class Sender {

        private Sender() {}

        public static void main(String[] args) throws IOException {
            long length = Long.parseLong(args[0]) * 1024 * 1024;
            TestServer server = new TestServer(
                    WebSocketOptions.defaults(),
                    session -> message -> session.sendBinary(content(length))
                            .subscribe(null, failure -> System.out.println(failure)));
            System.out.println(server.port());
            while (System.in.read() >= 0) {
                // nothing is said
            }
            System.exit(0);
        }

        /** Pieces of which each is filled with its number. */
        private static Flux<byte[]> content(long length) {
            return Flux.generate(() -> 0L, (at, sink) -> {
                byte[] piece = new byte[(int) Math.min(PIECE, length - at)];
                Arrays.fill(piece, number(at));
                sink.next(piece);
                if (at + piece.length == length) {
                    sink.complete();
                }
                return at + piece.length;
            });
        }
    }

    private static byte number(long at) {
        return (byte) (at / PIECE);
    }

    @Test
    @Timeout(300)
    void messageLargerThanTheHeapArrivesWhole() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx" + HEAP,
                        "-cp",
                        System.getProperty("java.class.path"),
                        Sender.class.getName(),
                        Long.toString(MIB))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (BufferedReader output =
                        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
                RawWebSocketClient client = RawWebSocketClient.open(portIn(output), "/")) {
            client.send(clientText("go"));
            long at = 0;
            ServerFrame frame = client.frame();
            assertThat(frame.first()).isEqualTo(BINARY_BEGINS);
            while (frame.first() != ENDS) {
                at = check(frame.payload(), at);
                frame = client.frame();
                assertThat(frame.first()).isIn(CONTINUES, ENDS);
            }
            at = check(frame.payload(), at);

            assertThat(at).isEqualTo(MIB * 1024 * 1024);
        } finally {
            process.getOutputStream().close();
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        }
    }

    /** The server's first line is its port; what logs before it is passed over. */
    private static int portIn(BufferedReader output) throws IOException {
        String line = Objects.requireNonNull(output.readLine());
        while (!line.matches("\\d+")) {
            line = Objects.requireNonNull(output.readLine());
        }
        return Integer.parseInt(line);
    }

    private static long check(byte[] payload, long from) {
        long at = from;
        for (byte next : payload) {
            if (next != number(at)) {
                throw new AssertionError("byte " + at + " is wrong");
            }
            at++;
        }
        return at;
    }
}

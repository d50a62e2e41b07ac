package io.tidewire.websocket.reactornetty;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.websocket.StreamedMessage;
import io.tidewire.websocket.TextMessage;
import io.tidewire.websocket.WebSocketOptions;
import io.tidewire.websocket.WebSocketSession;
import io.tidewire.websocket.session.StreamedMessages;
import io.tidewire.websocket.testing.Frames;
import io.tidewire.websocket.testing.Hex;
import io.tidewire.websocket.testing.RawWebSocketClient;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;

/** A message that is eight times as large as the heap. */
class StreamedUploadTest {

    private static final String HEAP = "-Xmx128m";
    private static final int MIB = 1024 * 1024;
    private static final int CHUNKS = 1024;
    private static final long SIZE = (long) CHUNKS * MIB;

    /** A server and its client in a virtual machine of their own; says how many bytes arrived, and their checksum. */
    static final class Upload {

        private Upload() {}

        public static void main(String[] args) throws IOException {
            WebSocketOptions options =
                    WebSocketOptions.builder().maxMessageSize(SIZE).build();
            byte[] chunk = new byte[MIB];
            new Random(1).nextBytes(chunk);
            byte[] masked = Hex.hex(Frames.mask(Frames.KEY, chunk));
            CRC32 expected = new CRC32();
            try (TestServer server = new TestServer(options, Upload::receive);
                    RawWebSocketClient client = server.connect()) {
                client.send(ByteBuffer.allocate(14)
                        .putShort((short) 0x82FF)
                        .putLong(SIZE)
                        .put(Hex.hex(Frames.KEY))
                        .array());
                for (int i = 0; i < CHUNKS; i++) {
                    client.send(masked);
                    expected.update(chunk);
                }
                String answer = client.frame().text();
                System.out.println(answer.equals(said(SIZE, expected)) ? "took " + answer : "wrong " + answer);
            }
            System.exit(0);
        }

        private static StreamedMessages receive(WebSocketSession session) {
            return new StreamedMessages(message -> count(session, message), failure -> session.close());
        }

        private static Mono<Void> count(WebSocketSession session, StreamedMessage message) {
            CRC32 checksum = new CRC32();
            return message.content()
                    .doOnNext(checksum::update)
                    .map(part -> (long) part.length)
                    .reduce(0L, Long::sum)
                    .flatMap(length -> session.sendMessage(new TextMessage(said(length, checksum))));
        }

        private static String said(long length, CRC32 checksum) {
            return length + " bytes, checksum " + checksum.getValue();
        }
    }

    @Test
    void messageLargerThanTheHeapIsReceived(@TempDir Path directory) throws Exception {
        Path output = directory.resolve("output.txt");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        HEAP,
                        "-cp",
                        System.getProperty("java.class.path"),
                        Upload.class.getName())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(Files.readString(output)).contains("took " + SIZE);
    }
}

package io.tidewire.websocket.reactornetty;

import static io.tidewire.websocket.testing.Frames.clientClose;
import static io.tidewire.websocket.testing.Frames.clientText;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.websocket.WebSocketOptions;
import io.tidewire.websocket.testing.RawWebSocketClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Frames and handshakes are our own: no class of Netty's WebSocket codec is even loaded. */
class OwnClassesOnlyTest {

    private static final String DONE = "done";

    /** A session from its handshake to its end, in a virtual machine of its own. */
    static final class OneSession {

        private OneSession() {}

        public static void main(String[] args) throws IOException {
            try (TestServer server = TestServer.echo(WebSocketOptions.defaults());
                    RawWebSocketClient client = server.connect()) {
                client.send(clientText("a") + clientClose(1000, ""));
                if (client.frame().text().equals("a") && client.readCloseAndEnd() == 1000) {
                    System.out.println(DONE);
                }
            }
            System.exit(0);
        }
    }

    @Test
    void noClassOfTheCodecIsLoaded(@TempDir Path directory) throws Exception {
        Path loaded = directory.resolve("loaded.txt");
        Path output = directory.resolve("output.txt");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xlog:class+load:file=" + loaded,
                        "-cp",
                        System.getProperty("java.class.path"),
                        OneSession.class.getName())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(Files.readString(output)).contains(DONE);

        List<String> classes = Files.readAllLines(loaded);
        assertThat(classes).anyMatch(it -> it.contains("io.tidewire.websocket.protocol.WebSocketProtocol"));
        // Reactor Netty's are not looked for: its HTTP exchange names some of them in signatures, which loads them
        assertThat(classes.stream().filter(it -> it.contains("io.netty.handler.codec.http.websocketx")))
                .isEmpty();
    }
}

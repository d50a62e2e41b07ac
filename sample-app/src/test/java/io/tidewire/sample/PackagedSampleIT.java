package io.tidewire.sample;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged application in a JVM of its own. */
class PackagedSampleIT {

    private static final Pattern ADDRESS = Pattern.compile("http://localhost:(\\d+)");

    @TempDir
    Path folder;

    /** Framing and handshake are this project's own code, down to the last class. */
    @Test
    void noOtherWebSocketCodecIsLoaded() throws Exception {
        Path classes = folder.resolve("classes.txt");
        try (Running sample = Running.start("-Xlog:class+load:file=" + classes)) {
            try (JdkClient client = new JdkClient(sample.port, "/echo")) {
                client.send("Hello");
                assertThat(client.nextText()).isEqualTo("Hello");
                client.socket().sendClose(1000, "").join();
                assertThat(client.closeStatus().getCode()).isEqualTo(1000);
            }
            sample.process.destroy();
            assertThat(sample.process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        }

        try (Stream<String> lines = Files.lines(classes)) {
            List<String> ours = new ArrayList<>();
            List<String> foreign = new ArrayList<>();
            lines.forEach(line -> {
                if (line.contains(" io.tidewire.websocket.protocol.")) {
                    ours.add(line);
                }
                if (line.contains("io.netty.handler.codec.http.websocketx.")) {
                    foreign.add(line);
                }
            });
            assertThat(ours).isNotEmpty();
            assertThat(foreign).isEmpty();
        }
    }

    /** What the build has prepared ahead of time is the whole application, its handlers included. */
    @Test
    void startsFromWhatWasPreparedAheadOfTime() throws Exception {
        try (Running sample = Running.start("-Dspring.aot.enabled=true");
                JdkClient chatting = new JdkClient(sample.port, "/rooms/lobby?name=Ann");
                JdkClient watching = new JdkClient(sample.port, "/prices")) {
            assertThat(chatting.nextText()).startsWith("{\"type\":\"welcome\",");
            assertThat(watching.nextText()).startsWith("{\"type\":\"listed\",");
            watching.send("{\"type\":\"watch\",\"symbol\":\"TIDE\"}");
            assertThat(watching.nextText()).startsWith("{\"type\":\"price\",");
        }
    }

    @Test
    void endsSoonWhenAskedToAndSaysSoToItsClients() throws Exception {
        try (Running sample = Running.start();
                JdkClient idle = new JdkClient(sample.port, "/echo");
                JdkClient chatting = new JdkClient(sample.port, "/my-websocket-endpoint")) {
            assertThat(chatting.nextText()).isEqualTo("欢迎连接到Spring Boot WebSocket服务器!");

            long asked = System.nanoTime();
            sample.process.destroy(); // SIGTERM

            assertThat(idle.closeStatus().getCode()).isEqualTo(1001);
            assertThat(chatting.closeStatus().getCode()).isEqualTo(1001);
            assertThat(sample.process.waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(Duration.ofSeconds(3));
        }
    }

    /** The application, started. */
    private static final class Running implements AutoCloseable {

        final Process process;
        final int port;

        private Running(Process process, int port) {
            this.process = process;
            this.port = port;
        }

        static Running start(String... jvmOptions) throws Exception {
            List<String> command = new ArrayList<>();
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            Collections.addAll(command, jvmOptions);
            Collections.addAll(command, "-jar", System.getProperty("sample.jar"), "--server.port=0");
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            try {
                CompletableFuture<Integer> port = new CompletableFuture<>();
                Thread reader = new Thread(() -> readOutput(process, port), "output of the sample");
                reader.setDaemon(true);
                reader.start();
                return new Running(process, port.get(60, TimeUnit.SECONDS));
            } catch (Exception e) {
                process.destroyForcibly();
                throw e;
            }
        }

        // To the end, so that the application never waits for its output to be read
        private static void readOutput(Process process, CompletableFuture<Integer> port) {
            StringBuilder output = new StringBuilder();
            try (var lines = process.inputReader()) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    output.append(line).append('\n');
                    Matcher address = ADDRESS.matcher(line);
                    if (address.find()) {
                        port.complete(Integer.valueOf(address.group(1)));
                    }
                }
            } catch (IOException e) {
                output.append(e);
            }
            port.completeExceptionally(new AssertionError("The application ended:\n" + output));
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }
}

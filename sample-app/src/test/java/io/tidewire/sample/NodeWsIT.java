package io.tidewire.sample;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.sample.Programs.Outcome;
import io.tidewire.sample.TestHandlers.ClosingHandler;
import io.tidewire.websocket.CloseStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Node's {@code ws} as the client: the scripts of {@code src/test/node}, one per theme. */
@SampleTest
class NodeWsIT {

    private static final Path SCRIPTS = Path.of("src", "test", "node");
    private static final Path WORK = Path.of("target", "node");

    @LocalServerPort
    int port;

    @Autowired
    ClosingHandler closing;

    private static Path node;

    @BeforeAll
    static void installClient() throws Exception {
        node = Programs.find(Programs.REQUIRE_NODE, "node");
        Path npm = Programs.find(Programs.REQUIRE_NODE, "npm");
        Files.createDirectories(WORK);
        try (Stream<Path> scripts = Files.list(SCRIPTS)) {
            scripts.filter(Files::isRegularFile).forEach(NodeWsIT::copy);
        }
        Outcome installed =
                Programs.run(WORK, List.of(npm.toString(), "ci", "--ignore-scripts", "--no-audit", "--no-fund"));
        if (installed.exit() != 0) {
            throw Programs.missing(Programs.REQUIRE_NODE, "npm could not install the client:\n" + installed.output());
        }
    }

    private static void copy(Path script) {
        try {
            Files.copy(script, WORK.resolve(script.getFileName()), StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"text", "binary", "large", "fragments", "ping", "subprotocol", "refusals"})
    void theScriptIsContent(String theme) throws Exception {
        run(theme);
    }

    @Test
    void bothSidesSeeTheSameClose() throws Exception {
        closing.ended.clear();

        run("close");

        List<CloseStatus> ended = new ArrayList<>();
        closing.ended.drainTo(ended);
        String longest = "理".repeat(41);
        assertThat(ended)
                .extracting(CloseStatus::getCode)
                .containsExactly(1000, 3000, 4999, 4000, 1005, 1000, 3000, 4999);
        assertThat(ended)
                .extracting(status -> status.getReason() == null ? "" : status.getReason())
                .containsExactly("客户端完成通信", "three", longest, "", "", "done", "三", longest);
    }

    private void run(String theme) throws IOException, InterruptedException {
        Outcome outcome = Programs.run(WORK, List.of(node.toString(), theme + ".mjs", "ws://localhost:" + port));
        assertThat(outcome.exit()).as(outcome.output()).isZero();
    }
}

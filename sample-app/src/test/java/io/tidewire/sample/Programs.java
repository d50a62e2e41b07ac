package io.tidewire.sample;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/**
 * Programs that tests drive and that a machine may lack. A test without its program is skipped; where the environment
 * insists on it, the test fails.
 */
final class Programs {

    static final String REQUIRE_BROWSER = "TIDEWIRE_REQUIRE_BROWSER";
    static final String REQUIRE_NODE = "TIDEWIRE_REQUIRE_NODE";

    /** The first of these programs that is on the path. */
    static Path find(String demand, String... names) {
        for (String name : names) {
            for (String folder : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1)) {
                Path program = Path.of(folder, name);
                if (Files.isExecutable(program)) {
                    return program;
                }
            }
        }
        throw missing(demand, "there is no " + String.join(" or ", names) + " on the path");
    }

    /** Ends the test: skipped, or failed where {@code demand} is {@code true} in the environment. */
    static IllegalStateException missing(String demand, String why) {
        if ("true".equals(System.getenv(demand))) {
            Assertions.fail(demand + " is set, but " + why);
        }
        Assumptions.abort(why);
        return new IllegalStateException(why);
    }

    /** Runs a program to its end. */
    static Outcome run(Path folder, List<String> command) throws IOException, InterruptedException {
        Path output = Files.createTempFile(folder, "output", ".txt");
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            if (!process.waitFor(2, TimeUnit.MINUTES)) {
                return new Outcome(-1, "no end within two minutes\n" + Files.readString(output));
            }
            return new Outcome(process.exitValue(), Files.readString(output));
        } finally {
            process.destroyForcibly();
        }
    }

    record Outcome(int exit, String output) {}

    private Programs() {}
}

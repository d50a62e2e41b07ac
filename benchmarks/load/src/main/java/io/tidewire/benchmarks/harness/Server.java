package io.tidewire.benchmarks.harness;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.json.JsonMapper;

/**
 * One of {@code servers.json}.
 *
 * @param name for the command line
 * @param title for the tables
 * @param command that starts it in {@code benchmarks/}; <code>${NAME}</code> stands for an environment variable
 * @param environment beside what every server is given
 * @param build a command that makes it; empty if Maven does
 * @param requires programs, or environment variables in capital letters, without which it is left out
 * @param supports echo, broadcast, rooms, fan-in, compression, tls
 */
record Server(
        String name,
        String title,
        List<String> command,
        Map<String, String> environment,
        List<String> build,
        List<String> requires,
        Set<String> supports) {

    /** Everything is compared with this one. */
    static final String YARDSTICK = "webflux";

    private static final Pattern VARIABLE = Pattern.compile("\\$\\{(\\w+)}");

    Server {
        environment = Objects.requireNonNullElse(environment, Map.of());
        build = Objects.requireNonNullElse(build, List.of());
        requires = Objects.requireNonNullElse(requires, List.of());
    }

    static List<Server> read(Path file) {
        return List.of(JsonMapper.shared().readValue(file.toFile(), Server[].class));
    }

    boolean isOurs() {
        return name.startsWith("tidewire");
    }

    /** Whether it is the floor: TCP without WebSocket. */
    boolean isRaw() {
        return name.startsWith("raw");
    }

    /** What it requires and this machine does not have. */
    List<String> missing() {
        return requires.stream()
                .filter(name -> name.matches("[A-Z0-9_]+") ? System.getenv(name) == null : !Commands.exist(name))
                .toList();
    }

    List<String> expandedCommand() {
        return command.stream().map(Server::expand).toList();
    }

    private static String expand(String word) {
        return VARIABLE.matcher(word)
                .replaceAll(variable ->
                        Matcher.quoteReplacement(System.getenv().getOrDefault(variable.group(1), variable.group())));
    }
}

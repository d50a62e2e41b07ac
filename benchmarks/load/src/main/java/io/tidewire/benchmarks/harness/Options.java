package io.tidewire.benchmarks.harness;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The command line.
 *
 * @param smoke whether only to see that everything works: few connections, short rounds, no server but ours and the yardstick
 * @param servers by name; empty: all
 * @param scenarios by name; empty: all
 * @param rounds of each server in each scenario
 * @param round its time
 * @param warmup of a server that has just started; the scenario says what becomes of it for others: {@link Scenario#warmup}
 * @param out the directory of the results
 * @param keep whether scenarios that are not run keep the results they have there
 * @param report results to make the tables and the plot of again, without measuring
 */
record Options(
        boolean smoke,
        Set<String> servers,
        Set<String> scenarios,
        int rounds,
        Duration round,
        Duration warmup,
        Path out,
        boolean keep,
        @Nullable Path report) {

    static final String USAGE = "run [smoke] [--servers A,B] [--scenarios X,Y] [--rounds N] [--seconds S] [--warmup S]"
            + " [--out DIRECTORY] [--keep] | run --report results.json [--out DIRECTORY]";

    static Options parse(List<String> arguments) {
        boolean smoke = arguments.contains("smoke");
        Set<String> servers = Set.of();
        Set<String> scenarios = Set.of();
        int rounds = smoke ? 1 : 5;
        Duration round = seconds(smoke ? "0.2" : "0.5");
        Duration warmup = seconds(smoke ? "0.15" : "10");
        Path out = Path.of(smoke ? "target/smoke" : "../docs/benchmarks");
        boolean keep = false;
        Path report = null;
        var rest = arguments.iterator();
        while (rest.hasNext()) {
            String argument = rest.next();
            switch (argument) {
                case "smoke" -> {}
                case "--servers" -> servers = names(rest.next());
                case "--scenarios" -> scenarios = names(rest.next());
                case "--rounds" -> rounds = Integer.parseInt(rest.next());
                case "--seconds" -> round = seconds(rest.next());
                case "--warmup" -> warmup = seconds(rest.next());
                case "--out" -> out = Path.of(rest.next());
                case "--keep" -> keep = true;
                case "--report" -> report = Path.of(rest.next());
                default -> throw new IllegalArgumentException(argument + "? " + USAGE);
            }
        }
        if (report != null && !arguments.contains("--out")) {
            out = report.resolveSibling("");
        }
        return new Options(smoke, servers, scenarios, rounds, round, warmup, out, keep, report);
    }

    /** A misspelt name shall not mean that nothing is measured. */
    static void requireKnown(Set<String> names, List<String> known) {
        for (String name : names) {
            if (!known.contains(name)) {
                throw new IllegalArgumentException(name + " is none of " + String.join(" ", known));
            }
        }
    }

    private static Set<String> names(String list) {
        return Set.of(list.split(",", -1));
    }

    private static Duration seconds(String number) {
        return Duration.ofNanos(Math.round(Double.parseDouble(number) * 1e9));
    }
}

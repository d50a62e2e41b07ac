package io.tidewire.benchmarks.harness;

import io.tidewire.benchmarks.load.Workload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/** Runs the scenarios in {@code benchmarks/} and writes down what they showed; see {@link Options}. */
final class Harness {

    private static final Path SERVERS = Path.of("servers/servers.json");
    private static final Path WORK = Path.of("target");
    private static final String JSON = "results.json";

    private Harness() {}

    public static void main(String[] arguments) throws IOException {
        List<String> line = List.of(arguments);
        if (line.contains("--help")) {
            System.out.println(Options.USAGE);
            return;
        }
        Options options = Options.parse(line);
        Files.createDirectories(options.out());
        if (options.report() != null) {
            publish(Results.read(options.report()), options.out());
            return;
        }
        int failures = measure(options, line);
        System.out.println(options.out() + ": " + (failures == 0 ? "nothing failed" : failures + " failed"));
        System.exit(failures == 0 ? 0 : 1);
    }

    private static int measure(Options options, List<String> line) throws IOException {
        List<Scenario> scenarios = scenarios(options);
        Roster roster = Roster.of(SERVERS, options);
        Results results = Results.none(Machine.here(roster.programs(), line), roster.titles());
        results.notes().addAll(roster.leftOut());
        Path json = options.out().resolve(JSON);
        if (options.keep() && Files.exists(json)) {
            results = results.keep(
                    Results.read(json), scenarios.stream().map(Scenario::name).collect(Collectors.toSet()));
        }
        Failures failures = new Failures(results);
        try (Fleet fleet = new Fleet(WORK)) {
            RoundRunner rounds = new RoundRunner(fleet, options, results, failures);
            FootprintRunner footprints = new FootprintRunner(fleet, options, results, failures);
            for (Scenario scenario : scenarios) {
                long began = System.nanoTime();
                List<Server> servers = roster.suiting(scenario);
                System.out.print(scenario.name() + ": "
                        + servers.stream().map(Server::name).collect(Collectors.joining(" ")));
                System.out.flush();
                if (scenario.workload() instanceof Workload.Idle idle) {
                    footprints.run(scenario, idle, servers);
                } else {
                    rounds.run(scenario, servers);
                }
                results.write(json);
                System.out.println(
                        ", " + Duration.ofNanos(System.nanoTime() - began).toSeconds() + " s");
            }
        }
        publish(results, options.out());
        return roster.broken() + failures.count();
    }

    private static List<Scenario> scenarios(Options options) {
        List<Scenario> all = options.smoke() ? Scenarios.smoke() : Scenarios.all();
        Options.requireKnown(
                options.scenarios(), all.stream().map(Scenario::name).toList());
        return all.stream()
                .filter(scenario ->
                        options.scenarios().isEmpty() || options.scenarios().contains(scenario.name()))
                .toList();
    }

    private static void publish(Results results, Path directory) throws IOException {
        results.write(directory.resolve(JSON));
        Files.writeString(directory.resolve("results.md"), new Report(results).markdown());
        Plot.write(results, directory.resolve("results.png"));
    }
}

package io.tidewire.benchmarks.harness;

import io.tidewire.benchmarks.harness.Results.Note;
import io.tidewire.benchmarks.load.Workload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Runs the scenarios in {@code benchmarks/} and writes the results after each; see {@link Options}. */
final class Harness {

    private static final Path SERVERS = Path.of("servers/servers.json");
    private static final Path WORK = Path.of("target");

    private final Options options;
    private final List<String> arguments;

    private Harness(Options options, List<String> arguments) {
        this.options = options;
        this.arguments = arguments;
    }

    public static void main(String[] arguments) throws IOException {
        if (List.of(arguments).contains("--help")) {
            System.out.println(Options.USAGE);
            return;
        }
        Options options = Options.parse(List.of(arguments));
        if (options.report() != null) {
            publish(Results.read(options.report()), options.out());
            return;
        }
        int failures = new Harness(options, List.of(arguments)).run();
        System.out.println(failures == 0 ? "Nothing failed" : failures + " failed");
        System.exit(failures == 0 ? 0 : 1);
    }

    private int run() throws IOException {
        List<Note> leftOut = new ArrayList<>();
        List<Server> servers = servers(leftOut);
        List<Scenario> scenarios = scenarios();
        Results results = Results.none(machine(servers), titles(servers));
        results.notes().addAll(leftOut);
        if (options.keep() && Files.exists(json())) {
            results.keep(
                    Results.read(json()), scenarios.stream().map(Scenario::name).collect(Collectors.toSet()));
        }
        Failures failures = new Failures(results);
        try (Fleet fleet = new Fleet(WORK)) {
            RoundRunner rounds = new RoundRunner(fleet, options, results, failures);
            FootprintRunner footprints = new FootprintRunner(fleet, options, results, failures);
            for (Scenario scenario : scenarios) {
                List<Server> suited = servers.stream().filter(scenario::suits).toList();
                System.out.println(scenario.name() + ": "
                        + suited.stream().map(Server::name).collect(Collectors.joining(" ")));
                if (scenario.workload() instanceof Workload.Idle idle) {
                    footprints.run(scenario, idle, suited);
                } else {
                    rounds.run(scenario, suited);
                }
                publish(results, options.out());
            }
        }
        return failures.count();
    }

    /** Those that are asked for and can be built and run here. */
    private List<Server> servers(List<Note> leftOut) throws IOException {
        List<Server> servers = new ArrayList<>();
        List<Server> known = Server.read(SERVERS);
        refuseUnknown(options.servers(), known.stream().map(Server::name).toList());
        for (Server server : known) {
            boolean wanted = options.servers().isEmpty()
                    ? !options.smoke() || server.isOurs() || server.name().equals(Server.YARDSTICK)
                    : options.servers().contains(server.name());
            if (!wanted) {
                continue;
            }
            List<String> missing = server.missing();
            if (missing.isEmpty()) {
                build(server);
                servers.add(server);
            } else {
                String text = server.title() + " is left out: this machine has no " + String.join(", ", missing);
                System.out.println(text);
                leftOut.add(new Note("", text));
            }
        }
        return servers;
    }

    private static void build(Server server) throws IOException {
        if (!server.build().isEmpty()) {
            System.out.println("Building " + server.title());
            Commands.output(server.build());
        }
    }

    private List<Scenario> scenarios() {
        List<Scenario> all = options.smoke() ? Scenarios.smoke() : Scenarios.all();
        refuseUnknown(options.scenarios(), all.stream().map(Scenario::name).toList());
        return all.stream()
                .filter(scenario ->
                        options.scenarios().isEmpty() || options.scenarios().contains(scenario.name()))
                .toList();
    }

    private static void refuseUnknown(Set<String> wanted, List<String> known) {
        for (String name : wanted) {
            if (!known.contains(name)) {
                throw new IllegalArgumentException(name + " is none of " + String.join(" ", known));
            }
        }
    }

    private Machine machine(List<Server> servers) throws IOException {
        Set<String> programs = servers.stream()
                .flatMap(server -> server.requires().stream())
                .filter(Commands::exist)
                .collect(Collectors.toSet());
        return Machine.here(new TreeSet<>(programs), arguments);
    }

    private static Map<String, String> titles(List<Server> servers) {
        Map<String, String> titles = new LinkedHashMap<>();
        servers.forEach(server -> titles.put(server.name(), server.title()));
        return titles;
    }

    private Path json() {
        return options.out().resolve("results.json");
    }

    private static void publish(Results results, Path directory) throws IOException {
        Files.createDirectories(directory);
        results.write(directory.resolve("results.json"));
        Files.writeString(directory.resolve("results.md"), new Report(results).markdown());
        Plot.write(results, directory.resolve("results.png"));
    }
}

package io.tidewire.benchmarks.harness;

import io.tidewire.benchmarks.harness.Results.Note;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Who takes part: the servers that are asked for and can be built and run on this machine.
 *
 * @param leftOut why the others do not
 * @param broken how many could not be built
 */
record Roster(List<Server> servers, List<Note> leftOut, int broken) {

    /** Reads the list and builds what Maven does not. */
    static Roster of(Path file, Options options) {
        List<Server> known = Server.read(file);
        Options.requireKnown(options.servers(), known.stream().map(Server::name).toList());
        List<Server> servers = new ArrayList<>();
        List<Note> leftOut = new ArrayList<>();
        Set<List<String>> built = new HashSet<>();
        int broken = 0;
        for (Server server : known) {
            if (!wanted(server, options)) {
                continue;
            }
            List<String> missing = server.missing();
            if (!missing.isEmpty()) {
                leftOut.add(new Note("", server.title() + " is left out: no " + String.join(", ", missing)));
                continue;
            }
            try {
                if (!server.build().isEmpty() && built.add(server.build())) {
                    System.out.println("Building " + server.title());
                    Commands.output(server.build());
                }
                servers.add(server);
            } catch (IOException failure) {
                leftOut.add(new Note("", server.title() + " cannot be built: " + failure.getMessage()));
                broken++;
            }
        }
        leftOut.forEach(note -> System.out.println(note.text()));
        return new Roster(servers, leftOut, broken);
    }

    private static boolean wanted(Server server, Options options) {
        if (!options.servers().isEmpty()) {
            return options.servers().contains(server.name());
        }
        return !options.smoke() || server.isOurs() || server.name().equals(Server.YARDSTICK);
    }

    List<Server> suiting(Scenario scenario) {
        return servers.stream().filter(scenario::suits).toList();
    }

    Map<String, String> titles() {
        Map<String, String> titles = new LinkedHashMap<>();
        servers.forEach(server -> titles.put(server.name(), server.title()));
        return titles;
    }

    /** What they are made or run with. */
    SortedSet<String> programs() {
        return servers.stream()
                .flatMap(server -> server.requires().stream())
                .filter(Commands::exist)
                .collect(Collectors.toCollection(TreeSet::new));
    }
}

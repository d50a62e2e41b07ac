package io.tidewire.benchmarks.harness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;
import tools.jackson.databind.json.JsonMapper;

/**
 * Everything that was measured: {@code results.json}.
 *
 * @param titles of the servers, by name, in the order of the tables
 * @param notes what was left out or failed, and why
 */
record Results(
        Machine machine,
        Map<String, String> titles,
        List<Round> rounds,
        List<Footprint> footprints,
        List<Latency> latencies,
        List<Note> notes) {

    /** Something that was left out or failed in a scenario; of all scenarios if that is empty. */
    record Note(String scenario, String text) {}

    static Results none(Machine machine, Map<String, String> titles) {
        return new Results(machine, titles, new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    }

    static Results read(Path file) {
        return JsonMapper.shared().readValue(file.toFile(), Results.class);
    }

    /** One line each round. */
    void write(Path file) throws IOException {
        DefaultPrettyPrinter lines = new DefaultPrettyPrinter()
                .withObjectIndenter(new DefaultPrettyPrinter.FixedSpaceIndenter())
                .withArrayIndenter(DefaultIndenter.SYSTEM_LINEFEED_INSTANCE);
        Files.writeString(file, JsonMapper.shared().writer().with(lines).writeValueAsString(this) + "\n");
    }

    /** With what another run has about scenarios that this one leaves alone. */
    Results keep(Results earlier, Set<String> measuredAnew) {
        Map<String, String> all = new LinkedHashMap<>(earlier.titles);
        all.putAll(titles);
        addOthers(earlier.rounds, rounds, Round::scenario, measuredAnew);
        addOthers(earlier.footprints, footprints, Footprint::scenario, measuredAnew);
        addOthers(earlier.latencies, latencies, Latency::scenario, measuredAnew);
        addOthers(earlier.notes, notes, Note::scenario, measuredAnew);
        return new Results(machine.with(earlier.machine.command()), all, rounds, footprints, latencies, notes);
    }

    private static <T> void addOthers(
            List<T> from, List<T> to, Function<T, String> scenario, Set<String> measuredAnew) {
        from.stream()
                .filter(one -> !measuredAnew.contains(scenario.apply(one)) && !to.contains(one))
                .forEach(to::add);
    }
}

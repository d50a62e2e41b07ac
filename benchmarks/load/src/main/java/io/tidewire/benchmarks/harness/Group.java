package io.tidewire.benchmarks.harness;

import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;

/** Scenarios that go well beside each other in a table or a chart. */
enum Group {
    ONE_IN_FLIGHT("Echo, 1 message in flight on each of 64 connections", "echo-\\d+-d1"),
    MANY_IN_FLIGHT("Echo, 16 messages in flight on each of 64 connections", "echo-\\d+-d16"),
    MANY_CLIENTS("Many clients", "broadcast-.*|fan-in-.*|handshakes"),
    EXTRAS("Compression and TLS", "deflate-.*|tls-.*"),
    SCALE("Echo of 32 bytes, 16 in flight on 64 connections, with 0 to 10,000 idle ones beside", "scale-.*"),
    ROOMS(
            "Broadcast of 128 bytes, 16 in flight in each of 8 rooms of 8, with 0 to 10,000 idle rooms beside",
            "rooms-.*");

    final String title;
    private final Pattern names;

    Group(String title, String names) {
        this.title = title;
        this.names = Pattern.compile(names);
    }

    /** Those of its scenarios that were measured. */
    List<String> scenarios(Results results) {
        return results.rounds().stream()
                .map(Round::scenario)
                .distinct()
                .filter(scenario -> names.matcher(scenario).matches())
                .sorted(Comparator.comparingInt(Scenarios::place))
                .toList();
    }
}

package io.tidewire.benchmarks.harness;

import io.tidewire.benchmarks.load.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** What is measured. */
final class Scenarios {

    private static final int ACTIVE = 64;
    private static final int MESSAGES_PER_SECOND = 10_000;

    /** The engine, the starter and what they are compared with, where the other styles would only repeat them. */
    private static final Predicate<Server> CORE = named("tidewire-engine", "tidewire-callback", Server.YARDSTICK);

    /** These and all peers. */
    private static final Predicate<Server> ONE_STYLE = CORE.or(server -> !server.isOurs());

    /** For a smoke run, where more processes would only take time. */
    private static final Predicate<Server> PAIR = named("tidewire-engine", Server.YARDSTICK);

    private Scenarios() {}

    private static Predicate<Server> named(String... names) {
        Set<String> these = Set.of(names);
        return server -> these.contains(server.name());
    }

    /** Those of one variant one after the other, so that its servers need not be started again. */
    static List<Scenario> all() {
        List<Scenario> scenarios = new ArrayList<>();
        for (int depth : new int[] {1, 16}) {
            for (int size : new int[] {32, 1024, 16 * 1024, 256 * 1024}) {
                scenarios.add(echo(size, depth));
            }
        }
        scenarios.add(broadcast(500));
        scenarios.add(broadcast(5_000).only(ONE_STYLE));
        scenarios.add(fanIn(1_000).only(ONE_STYLE));
        scenarios.add(handshakes().only(ONE_STYLE));
        scenarios.add(latency());
        for (int idle : new int[] {0, 1_000, 5_000, 10_000}) {
            scenarios.add(scale(idle).only(CORE));
        }
        for (int beside : new int[] {0, 1_000, 10_000}) {
            scenarios.add(rooms(beside));
        }
        scenarios.add(idle(10_000).only(ONE_STYLE));
        scenarios.add(deflate().only(ONE_STYLE));
        scenarios.add(tls(ACTIVE).only(ONE_STYLE));
        return List.copyOf(scenarios);
    }

    /** Where a scenario stands in the tables. */
    static int place(String name) {
        List<String> names = all().stream().map(Scenario::name).toList();
        return names.contains(name) ? names.indexOf(name) : names.size();
    }

    /** One of each kind. */
    static List<Scenario> smoke() {
        return List.of(
                echo(32, 16),
                echo(16 * 1024, 1),
                latency(),
                broadcast(100).only(CORE),
                fanIn(100).only(CORE),
                handshakes().only(CORE),
                scale(200).only(CORE),
                rooms(200),
                idle(200).only(PAIR),
                deflate().only(PAIR),
                tls(8).only(PAIR));
    }

    private static Scenario echo(int size, int depth) {
        return Scenario.of(
                "echo-%d-d%d".formatted(size, depth), "/echo", new Workload.Echo(ACTIVE, size, depth), "echo");
    }

    private static Scenario broadcast(int receivers) {
        return Scenario.of(
                "broadcast-" + receivers, "/broadcast", new Workload.Broadcast(1, receivers, 128, 16), "broadcast");
    }

    private static Scenario fanIn(int senders) {
        return Scenario.of("fan-in-" + senders, "/fan-in", new Workload.FanIn(senders, 128), "fan-in");
    }

    private static Scenario handshakes() {
        return Scenario.of("handshakes", "/echo", new Workload.Handshakes(64), "echo")
                .warmedUp(2); // much code, which no other scenario runs often
    }

    private static Scenario deflate() {
        return Scenario.of("deflate-4096-d16", "/echo", new Workload.Echo(ACTIVE, 4096, 16), "echo", "compression")
                .on(Variant.COMPRESSION);
    }

    private static Scenario tls(int connections) {
        return Scenario.of("tls-1024-d16", "/echo", new Workload.Echo(connections, 1024, 16), "echo", "tls")
                .on(Variant.TLS);
    }

    private static Scenario latency() {
        return Scenario.of("latency-32", "/echo", new Workload.Latency(ACTIVE, 32, MESSAGES_PER_SECOND), "echo");
    }

    private static Scenario scale(int idle) {
        return Scenario.of("scale-" + idle, "/echo", new Workload.Echo(ACTIVE, 32, 16), "echo")
                .besideIdle(idle);
    }

    /** The active connections in rooms of eight, and beside them as many rooms of one connection each. */
    private static Scenario rooms(int beside) {
        return Scenario.of("rooms-" + beside, "/room/{room}", new Workload.Broadcast(ACTIVE / 8, 8, 128, 16), "rooms")
                .besideIdle(beside)
                .warmedUp(1); // as if it had just started: no other scenario goes to rooms
    }

    private static Scenario idle(int connections) {
        return Scenario.of("idle-" + connections, "/echo", new Workload.Idle(connections), "echo");
    }
}

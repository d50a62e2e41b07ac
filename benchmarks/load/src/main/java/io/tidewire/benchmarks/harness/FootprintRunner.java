package io.tidewire.benchmarks.harness;

import io.tidewire.benchmarks.load.Load;
import io.tidewire.benchmarks.load.Target;
import io.tidewire.benchmarks.load.Workload;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What idle connections cost in memory. Each server is started anew: what other scenarios have left would be reused. */
record FootprintRunner(Fleet fleet, Options options, Results results, Failures failures) {

    private static final int ROUNDS = 2;

    private record Memory(long resident, @Nullable Long heap) {}

    void run(Scenario scenario, Workload.Idle idle, List<Server> servers) {
        for (int round = 1; round <= Math.min(ROUNDS, options.rounds()); round++) {
            for (Server server : servers) {
                int number = round;
                failures.without(scenario, server, () -> measure(scenario, idle, server, number));
            }
        }
    }

    private void measure(Scenario scenario, Workload.Idle idle, Server server, int round) throws IOException {
        fleet.end(server);
        ServerProcess process = fleet.resume(server, scenario.variant());
        Target target = scenario.target(server, process.port());
        warmUp(target, idle.connections(), scenario.warmup(options.warmup(), true));
        Memory before = memory(process);
        Memory after;
        try (Load load = Load.open(target, idle)) {
            after = memory(process);
            load.run(Duration.ZERO); // they are all there still
        }
        fleet.end(server);
        results.footprints()
                .add(new Footprint(
                        scenario.name(),
                        server.name(),
                        round,
                        idle.connections(),
                        before.resident(),
                        after.resident(),
                        before.heap(),
                        after.heap()));
    }

    /**
     * Code that is compiled and pools that are filled once are no cost of a connection. Neither is room for new objects that
     * nobody has touched yet: the messages are large enough to go through all of it.
     */
    private static void warmUp(Target target, int connections, Duration time) throws IOException {
        try (Load few = Load.open(target, new Workload.Idle(Math.max(1, connections / 10)))) {
            few.run(Duration.ZERO);
        }
        try (Load busy = Load.open(target, new Workload.Echo(64, 1024, 16))) {
            busy.run(time);
        }
    }

    private static Memory memory(ServerProcess process) throws IOException {
        Optional<LiveHeap> heap = LiveHeap.of(process.pid());
        if (heap.isEmpty()) {
            return new Memory(Proc.resident(process.pid()), null);
        }
        heap.get().collectGarbage();
        long resident = Proc.resident(process.pid());
        return new Memory(resident, heap.get().size());
    }
}

package io.tidewire.benchmarks.harness;

import io.tidewire.benchmarks.load.Load;
import io.tidewire.benchmarks.load.Sample;
import io.tidewire.benchmarks.load.Target;
import io.tidewire.benchmarks.load.Workload;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * All servers in one scenario: each is warmed up, then they take turns, A B C A B C, so that whatever else happens on the
 * machine happens to all of them.
 *
 * <p>Connections are opened for each turn: a server that has stood still while others were measured finds that it has
 * heard nothing for long, and may close them.
 */
record RoundRunner(Fleet fleet, Options options, Results results, Failures failures) {

    /** Not counted: after it, the connections' buffers have the sizes they will have. */
    private static final Duration SETTLING = Duration.ofMillis(200);

    /** Servers answer a handshake, and then some time passes until a message to all goes to this connection too. */
    private static final Duration ARRIVING = Duration.ofMillis(100);

    /** What a server has to do now. */
    private interface Turn {
        void of(Server server) throws IOException;
    }

    /** What is done with the connections open. */
    private interface Measurement {
        void with(Load load, Load idle, long pid) throws IOException;
    }

    void run(Scenario scenario, List<Server> servers) {
        List<Server> running = each(servers, scenario, server -> warmUp(scenario, server));
        Map<String, Histogram> latencies = new LinkedHashMap<>();
        for (int round = 1; round <= options.rounds(); round++) {
            int number = round;
            running = each(running, scenario, server -> measure(scenario, server, number, latencies));
        }
        latencies.forEach(
                (server, histogram) -> results.latencies().add(Latency.of(scenario.name(), server, histogram)));
    }

    /** One after the other; whoever fails is out. */
    private List<Server> each(List<Server> servers, Scenario scenario, Turn turn) {
        List<Server> good = new ArrayList<>();
        for (Server server : servers) {
            if (failures.without(scenario, server, () -> turn.of(server))) {
                good.add(server);
            }
        }
        return good;
    }

    /**
     * As the rounds go, a second at a time: closing and opening connections has a JVM throw away code that was compiled
     * before it happened. A third of that is a pause, since the compiler shares the core with the load, and would be left
     * with much to do.
     */
    private void warmUp(Scenario scenario, Server server) throws IOException {
        Duration warmup = scenario.warmup(options.warmup(), fleet.isRunning(server, scenario.variant()));
        long turns = Math.max(1, warmup.toSeconds());
        Duration pause = warmup.dividedBy(3 * turns);
        for (long turn = 0; turn < turns; turn++) {
            connected(scenario.besideIdle(0), server, (load, idle, pid) -> {
                load.run(pause.multipliedBy(2));
                idle.run(pause);
            });
        }
    }

    private void measure(Scenario scenario, Server server, int number, Map<String, Histogram> latencies)
            throws IOException {
        connected(scenario, server, (load, idle, pid) -> {
            load.run(SETTLING);
            Proc.Cpu before = Proc.cpu(pid);
            Sample sample = load.run(options.round());
            Proc.Cpu cpu = Proc.cpu(pid).since(before);
            results.rounds().add(round(scenario, server, number, sample, cpu));
            if (sample.latency() != null) {
                latencies
                        .computeIfAbsent(server.name(), name -> new Histogram(sample.latency()))
                        .add(sample.latency());
            }
        });
    }

    private void connected(Scenario scenario, Server server, Measurement measurement) throws IOException {
        ServerProcess process = fleet.resume(server, scenario.variant());
        Target target = scenario.target(server, process.port());
        try (Load idle = Load.open(target, new Workload.Idle(scenario.idle()));
                Load load = Load.open(target, scenario.workload())) {
            if (!scenario.path().equals("/echo")) {
                idle.run(ARRIVING);
            }
            measurement.with(load, idle, process.pid());
        }
    }

    private static Round round(Scenario scenario, Server server, int number, Sample sample, Proc.Cpu cpu)
            throws IOException {
        if (sample.messages() == 0) {
            throw new IOException("Nothing came back");
        }
        return new Round(
                scenario.name(),
                server.name(),
                number,
                sample.messages(),
                sample.elapsed().toNanos(),
                cpu.user().toNanos(),
                cpu.system().toNanos(),
                sample.loadCpu().toNanos());
    }
}

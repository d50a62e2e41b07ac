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
final class RoundRunner {

    /** Not counted: after it, the connections' buffers have the sizes they will have. */
    private static final Duration SETTLING = Duration.ofMillis(200);

    /** Servers answer a handshake, and then some time passes until a message to all goes to this connection too. */
    private static final Duration ARRIVING = Duration.ofMillis(100);

    /** So many times the warm-up for a server that has just started. */
    private static final int COLD = 3;

    /** What a server has to do now. */
    private interface Turn {
        void of(Server server) throws IOException;
    }

    /** What is done with the connections open. */
    private interface Measurement {
        void with(Load load, long pid) throws IOException;
    }

    private final Fleet fleet;
    private final Options options;
    private final Results results;
    private final Failures failures;

    RoundRunner(Fleet fleet, Options options, Results results, Failures failures) {
        this.fleet = fleet;
        this.options = options;
        this.results = results;
        this.failures = failures;
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

    private void warmUp(Scenario scenario, Server server) throws IOException {
        boolean cold = !fleet.isRunning(server, scenario.variant());
        connected(
                scenario.besideIdle(0),
                server,
                (load, pid) -> load.run(options.warmup().multipliedBy(cold ? COLD : 1)));
    }

    private void measure(Scenario scenario, Server server, int number, Map<String, Histogram> latencies)
            throws IOException {
        connected(scenario, server, (load, pid) -> {
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
            idle.run(ARRIVING);
            measurement.with(load, process.pid());
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

package io.tidewire.benchmarks.harness;

import io.tidewire.benchmarks.load.Target;
import io.tidewire.benchmarks.load.Workload;
import java.util.Set;

/**
 * What servers are compared in.
 *
 * @param variant how they are started
 * @param path of the endpoint
 * @param workload what they do there
 * @param idle connections that are open beside and silent
 * @param needs what a server has to support
 * @param only the servers it is for; empty: all
 */
record Scenario(
        String name, Variant variant, String path, Workload workload, int idle, Set<String> needs, Set<String> only) {

    static Scenario of(String name, String path, Workload workload, String... needs) {
        return new Scenario(name, Variant.PLAIN, path, workload, 0, Set.of(needs), Set.of());
    }

    Scenario on(Variant other) {
        return new Scenario(name, other, path, workload, idle, needs, only);
    }

    Scenario besideIdle(int connections) {
        return new Scenario(name, variant, path, workload, connections, needs, only);
    }

    Scenario only(Set<String> servers) {
        return new Scenario(name, variant, path, workload, idle, needs, servers);
    }

    /** Whether a server is to take part. */
    boolean suits(Server server) {
        boolean isAboutWebSocket = workload instanceof Workload.Handshakes || workload instanceof Workload.Idle;
        return server.supports().containsAll(needs)
                && (only.isEmpty() || only.contains(server.name()))
                && !(isAboutWebSocket && server.isRaw());
    }

    Target target(Server server, int port) {
        return new Target(port, path, variant == Variant.TLS, variant == Variant.COMPRESSION, server.isRaw());
    }
}

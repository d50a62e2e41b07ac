package io.tidewire.benchmarks.harness;

import io.tidewire.benchmarks.load.Target;
import io.tidewire.benchmarks.load.Workload;
import java.time.Duration;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What servers are compared in.
 *
 * @param variant how they are started
 * @param path of the endpoint
 * @param workload what they do there
 * @param idle connections that are open beside and silent
 * @param needs what a server has to support
 * @param who is to take part, of the servers that can
 * @param warmups how many times the usual warm-up every server has; 0: once if it has just started, less if it is warm
 */
record Scenario(
        String name,
        Variant variant,
        String path,
        Workload workload,
        int idle,
        Set<String> needs,
        Predicate<Server> who,
        int warmups) {

    /** A server that has been through other scenarios has this part of the usual warm-up. */
    private static final int WARM = 5;

    static Scenario of(String name, String path, Workload workload, String... needs) {
        return new Scenario(name, Variant.PLAIN, path, workload, 0, Set.of(needs), server -> true, 0);
    }

    Scenario on(Variant other) {
        return new Scenario(name, other, path, workload, idle, needs, who, warmups);
    }

    Scenario besideIdle(int connections) {
        return new Scenario(name, variant, path, workload, connections, needs, who, warmups);
    }

    Scenario only(Predicate<Server> servers) {
        return new Scenario(name, variant, path, workload, idle, needs, servers, warmups);
    }

    Scenario warmedUp(int times) {
        return new Scenario(name, variant, path, workload, idle, needs, who, times);
    }

    /** How long a server does this before it is measured. */
    Duration warmup(Duration usual, boolean isWarm) {
        if (warmups > 0) {
            return usual.multipliedBy(warmups);
        }
        return isWarm ? usual.dividedBy(WARM) : usual;
    }

    /** Whether a server is to take part. */
    boolean suits(Server server) {
        boolean isAboutWebSocket = workload instanceof Workload.Handshakes || workload instanceof Workload.Idle;
        return server.supports().containsAll(needs) && who.test(server) && !(isAboutWebSocket && server.isRaw());
    }

    Target target(Server server, int port) {
        return new Target(port, path, variant == Variant.TLS, variant == Variant.COMPRESSION, server.isRaw());
    }
}

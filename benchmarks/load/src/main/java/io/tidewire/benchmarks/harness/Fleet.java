package io.tidewire.benchmarks.harness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The servers of one variant that were started; at most one of them runs, the others stand still. None outlives this JVM.
 */
final class Fleet implements AutoCloseable {

    private final Map<String, ServerProcess> running = new HashMap<>(); // by the server's name
    private Variant variant = Variant.PLAIN;
    private final Certificate certificate;
    private final Path logs;

    /** @param work a directory for logs and the certificate */
    Fleet(Path work) throws IOException {
        certificate = Certificate.selfSigned(work);
        logs = Files.createDirectories(work.resolve("logs"));
    }

    /** Whether {@link #resume} need not start it. */
    boolean isRunning(Server server, Variant as) {
        ServerProcess process = running.get(server.name());
        return as == variant && process != null && process.isAlive();
    }

    /**
     * Lets only this one run. If the others are of another variant they are ended: each of them takes memory.
     *
     * @throws IOException if it cannot be started
     */
    ServerProcess resume(Server server, Variant as) throws IOException {
        if (as != variant) {
            close();
            variant = as;
        }
        ServerProcess process = running.get(server.name());
        for (ServerProcess other : running.values()) {
            if (other != process) {
                other.pause();
            }
        }
        if (process == null || !process.isAlive()) {
            Path log = logs.resolve(server.name() + "-" + variant.name().toLowerCase(Locale.ROOT) + ".log");
            process = ServerProcess.start(server, variant.environment(certificate), log);
            running.put(server.name(), process);
        }
        process.resume();
        return process;
    }

    /** Ends it; the next {@link #resume} starts it anew. */
    void end(Server server) {
        ServerProcess process = running.remove(server.name());
        if (process != null) {
            process.kill();
        }
    }

    @Override
    public void close() {
        running.values().forEach(ServerProcess::kill);
        running.clear();
    }
}

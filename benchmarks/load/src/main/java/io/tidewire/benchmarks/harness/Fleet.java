package io.tidewire.benchmarks.harness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** All servers that were started; at most one of them runs, the others stand still. None outlives this JVM. */
final class Fleet implements AutoCloseable {

    private record Key(String server, Variant variant) {}

    private final Map<Key, ServerProcess> running = new HashMap<>();
    private final Certificate certificate;
    private final Path logs;

    /** @param work a directory for logs and the certificate */
    Fleet(Path work) throws IOException {
        certificate = Certificate.selfSigned(work);
        logs = Files.createDirectories(work.resolve("logs"));
    }

    /** Whether {@link #resume} need not start it. */
    boolean isRunning(Server server, Variant variant) {
        ServerProcess process = running.get(new Key(server.name(), variant));
        return process != null && process.isAlive();
    }

    /**
     * Lets only this one run.
     *
     * @throws IOException if it cannot be started
     */
    ServerProcess resume(Server server, Variant variant) throws IOException {
        Key key = new Key(server.name(), variant);
        for (Map.Entry<Key, ServerProcess> entry : running.entrySet()) {
            if (!entry.getKey().equals(key)) {
                entry.getValue().pause();
            }
        }
        ServerProcess process = running.get(key);
        if (process == null || !process.isAlive()) {
            Path log = logs.resolve(server.name() + "-" + variant.name().toLowerCase(Locale.ROOT) + ".log");
            process = ServerProcess.start(server, variant.environment(certificate), log);
            running.put(key, process);
        }
        process.resume();
        return process;
    }

    /** Ends it; the next {@link #resume} starts it anew. */
    void end(Server server, Variant variant) {
        ServerProcess process = running.remove(new Key(server.name(), variant));
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

package io.tidewire.benchmarks.harness;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A server that runs on the first core, or stands still; it does not outlive this JVM. */
final class ServerProcess {

    /** It says itself that it cannot do what is asked. */
    static final class UnsupportedException extends IOException {

        UnsupportedException(String why) {
            super(why);
        }
    }

    private static final String READY = "READY";
    private static final String UNSUPPORTED = "UNSUPPORTED ";

    private final int port;
    private final Process process;
    private boolean paused;

    private ServerProcess(int port, Process process) {
        this.port = port;
        this.process = process;
    }

    /**
     * Starts a server and waits until it listens.
     *
     * @param log takes what it prints
     */
    static ServerProcess start(Server server, Map<String, String> environment, Path log) throws IOException {
        int port = freePort();
        List<String> command = new ArrayList<>(List.of("taskset", "-c", "0"));
        command.addAll(server.expandedCommand());
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().keySet().removeAll(List.of("COMPRESSION", "TLS_CERT", "TLS_KEY"));
        builder.environment().putAll(server.environment());
        builder.environment().putAll(environment);
        builder.environment().put("PORT", Integer.toString(port));
        ServerProcess started = new ServerProcess(port, builder.start());
        Runtime.getRuntime().addShutdownHook(new Thread(started::kill));
        try {
            started.awaitReady(log);
            return started;
        } catch (IOException failure) {
            started.kill();
            throw failure;
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private void awaitReady(Path log) throws IOException {
        CompletableFuture<String> answer = new CompletableFuture<>();
        Thread reader = new Thread(() -> copyOutput(log, answer), "output of " + log.getFileName());
        reader.setDaemon(true);
        reader.start();
        String said = answer.completeOnTimeout("It was not ready after a minute; see " + log, 1, TimeUnit.MINUTES)
                .join();
        if (said.startsWith(UNSUPPORTED)) {
            throw new UnsupportedException(said.substring(UNSUPPORTED.length()));
        } else if (!said.equals(READY)) {
            throw new IOException(said);
        }
    }

    private void copyOutput(Path log, CompletableFuture<String> answer) {
        try (BufferedReader output = process.inputReader(UTF_8);
                Writer copy = Files.newBufferedWriter(log)) {
            String line;
            while ((line = output.readLine()) != null) {
                copy.append(line).append('\n').flush();
                if (line.equals(READY) || line.startsWith(UNSUPPORTED)) {
                    answer.complete(line);
                }
            }
        } catch (IOException failure) {
            answer.completeExceptionally(new UncheckedIOException(failure));
        }
        answer.complete("It ended before it was ready; see " + log);
    }

    int port() {
        return port;
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Takes it off its core. The kernel keeps its connections. */
    void pause() throws IOException {
        if (!paused && isAlive()) {
            signal("STOP");
            paused = true;
        }
    }

    void resume() throws IOException {
        if (paused && isAlive()) {
            signal("CONT");
            paused = false;
        }
    }

    private void signal(String name) throws IOException {
        Commands.output(List.of("kill", "-" + name, Long.toString(pid())));
    }

    /** Ends it at once; it may stand still, and nothing that it would have to finish is of use. */
    void kill() {
        process.destroyForcibly();
    }
}

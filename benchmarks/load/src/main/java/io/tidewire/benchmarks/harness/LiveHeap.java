package io.tidewire.benchmarks.harness;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A JVM's heap without its garbage, asked by {@code jcmd}. */
final class LiveHeap {

    private static final Pattern TOTAL = Pattern.compile("^Total +\\d+ +(\\d+)", Pattern.MULTILINE);

    private final String jcmd;
    private final long pid;

    private LiveHeap(String jcmd, long pid) {
        this.jcmd = jcmd;
        this.pid = pid;
    }

    /** Empty if the process is no JVM. */
    static Optional<LiveHeap> of(long pid) throws IOException {
        Path program = Proc.executable(pid);
        return program.endsWith("java")
                ? Optional.of(new LiveHeap(program.resolveSibling("jcmd").toString(), pid))
                : Optional.empty();
    }

    void collectGarbage() throws IOException {
        ask("GC.run");
    }

    /** In bytes. */
    long size() throws IOException {
        return parseTotal(ask("GC.class_histogram"));
    }

    static long parseTotal(String histogram) {
        Matcher total = TOTAL.matcher(histogram);
        if (!total.find()) {
            throw new IllegalArgumentException("No total in a class histogram");
        }
        return Long.parseLong(total.group(1));
    }

    private String ask(String command) throws IOException {
        return Commands.output(List.of(jcmd, Long.toString(pid), command));
    }
}

package io.tidewire.benchmarks.harness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;

/**
 * Where and how it was measured.
 *
 * @param versions of the programs that servers run on
 */
record Machine(
        String processor,
        long cores,
        String kernel,
        String jdk,
        Map<String, String> versions,
        String date,
        String command) {

    /**
     * This one.
     *
     * @param programs whose versions matter
     */
    static Machine here(SortedSet<String> programs, List<String> arguments) throws IOException {
        List<String> processors = Files.readAllLines(Path.of("/proc/cpuinfo"));
        Map<String, String> versions = new LinkedHashMap<>();
        for (String program : programs) {
            versions.put(program, version(program));
        }
        return new Machine(
                processors.stream()
                        .filter(line -> line.startsWith("model name"))
                        .map(line -> line.substring(line.indexOf(':') + 1).strip())
                        .findFirst()
                        .orElse(System.getProperty("os.arch")),
                processors.stream().filter(line -> line.startsWith("processor")).count(),
                System.getProperty("os.name") + " " + System.getProperty("os.version"),
                System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"),
                versions,
                LocalDate.now(ZoneOffset.UTC).toString(),
                command(arguments));
    }

    /** Without the place of the results, which is nobody's business. */
    private static String command(List<String> arguments) {
        List<String> told = new ArrayList<>(arguments);
        int out = told.indexOf("--out");
        if (out >= 0) {
            told.subList(out, out + 2).clear();
        }
        return told.isEmpty() ? "benchmarks/run" : "benchmarks/run " + String.join(" ", told);
    }

    /** This one, and what was run on it before. */
    Machine with(String earlierCommand) {
        return new Machine(processor, cores, kernel, jdk, versions, date, earlierCommand + "; " + command);
    }

    /** Go has no option of that name. */
    private static String version(String program) throws IOException {
        String option = program.equals("go") ? "version" : "--version";
        return Commands.output(List.of(program, option)).lines().findFirst().orElse("");
    }
}

package io.tidewire.benchmarks.harness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** What the kernel knows of a process: proc(5). */
final class Proc {

    /** USER_HZ, which is the same on all machines. */
    static final Duration TICK = Duration.ofMillis(10);

    /** Time on a processor, of all threads, ended ones too. */
    record Cpu(Duration user, Duration system) {

        Cpu since(Cpu before) {
            return new Cpu(user.minus(before.user), system.minus(before.system));
        }
    }

    private Proc() {}

    static Cpu cpu(long pid) throws IOException {
        return parseCpu(Files.readString(Path.of("/proc/" + pid + "/stat")));
    }

    /** The 14th and the 15th field; the second is a name in brackets, which may have anything in it. */
    static Cpu parseCpu(String stat) {
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return new Cpu(
                TICK.multipliedBy(Long.parseLong(fields[14 - 3])), TICK.multipliedBy(Long.parseLong(fields[15 - 3])));
    }

    /** Resident memory in bytes. */
    static long resident(long pid) throws IOException {
        return parseResident(Files.readAllLines(Path.of("/proc/" + pid + "/status")));
    }

    static long parseResident(List<String> status) {
        return status.stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElseThrow();
    }

    /** The program it runs. */
    static Path executable(long pid) throws IOException {
        return Files.readSymbolicLink(Path.of("/proc/" + pid + "/exe"));
    }
}

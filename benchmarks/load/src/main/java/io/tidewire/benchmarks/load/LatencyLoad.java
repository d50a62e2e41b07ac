package io.tidewire.benchmarks.load;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.HdrHistogram.Histogram;

/**
 * {@link Workload.Latency}. A message is due whether or not those before it are back, and its time runs from when it was
 * due: a server that stalls is charged for everything that had to wait (no coordinated omission).
 */
final class LatencyLoad implements Load, Receiver {

    private static final long LONGEST = Duration.ofMinutes(1).toNanos();

    private final Loop loop = new Loop();
    private final long interval; // in nanoseconds, over all connections
    private final List<Queue<Long>> due = new ArrayList<>(); // of what is under way, by connection
    private final Histogram latency = new Histogram(LONGEST, 3);
    private long done;
    private long sent;

    LatencyLoad(Target target, Workload.Latency workload) throws IOException {
        interval = Duration.ofSeconds(1).toNanos() / workload.perSecond();
        for (int i = 0; i < workload.connections(); i++) {
            loop.open(target, Frames.text(workload.size(), i));
            due.add(new ArrayDeque<>());
        }
    }

    @Override
    public Sample run(Duration duration) throws IOException {
        latency.reset();
        long began = System.nanoTime();
        long cpu = Loop.cpu();
        long doneBefore = done;
        long next = began;
        long end = began + duration.toNanos();
        while (next < end || done < sent) {
            long now = System.nanoTime();
            while (next < end && now - next >= 0) {
                int connection = (int) (sent++ % due.size());
                due.get(connection).add(next);
                loop.connections().get(connection).send(1);
                next += interval;
            }
            loop.select(this, 0); // never sleeps: to wake up takes longer than what is measured
            if (now - end > LONGEST) {
                throw new IOException("The server has stopped answering");
            }
        }
        return Loop.sample(done - doneBefore, began, cpu, latency.copy());
    }

    @Override
    public void onMessage(Connection connection) {
        done++;
        latency.recordValue(
                Math.min(LONGEST, System.nanoTime() - due.get(connection.number).remove()));
    }

    @Override
    public void close() {
        loop.close();
    }
}

package io.tidewire.benchmarks.load;

import java.io.IOException;
import java.time.Duration;

/** A server under load: open connections, and what they do. For one thread. */
public interface Load extends AutoCloseable {

    /**
     * Opens all connections.
     *
     * @throws IOException if one cannot be opened, or the server answers what it should not
     */
    static Load open(Target target, Workload workload) throws IOException {
        if (workload instanceof Workload.Echo echo) {
            return new EchoLoad(target, echo);
        } else if (workload instanceof Workload.Broadcast broadcast) {
            return new BroadcastLoad(target, broadcast);
        } else if (workload instanceof Workload.FanIn fanIn) {
            return new FanInLoad(target, fanIn);
        } else if (workload instanceof Workload.Handshakes handshakes) {
            return new HandshakeLoad(target, handshakes);
        } else if (workload instanceof Workload.Idle idle) {
            return new IdleLoad(target, idle);
        } else {
            return new LatencyLoad(target, (Workload.Latency) workload);
        }
    }

    /**
     * Keeps the server busy, and waits for the end of what was begun.
     *
     * @throws IOException if the server closes, does not answer for some seconds, or answers one wrong byte
     */
    Sample run(Duration duration) throws IOException;

    @Override
    void close();
}

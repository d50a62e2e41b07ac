package io.tidewire.benchmarks.load;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** The connections of a load, and the one thread that serves them. */
final class Loop implements AutoCloseable {

    /** A server that says nothing for so long will not say anything any more. */
    private static final long PATIENCE = Duration.ofSeconds(20).toNanos();

    final Selector selector;
    private final List<Connection> connections = new ArrayList<>();
    private long expected;
    private long arrived;
    private boolean over;

    Loop() throws IOException {
        selector = Selector.open();
    }

    /** Opens a connection whose messages come back as they were sent. */
    Connection open(Target target, byte[] payload) throws IOException {
        return open(target, payload, () -> payload);
    }

    Connection open(Target target, byte[] payload, FrameReader.Expectation expectation) throws IOException {
        byte[] message = Frames.message(payload, target.compression());
        Incoming incoming = target.raw() ? new RawEcho(message) : new FrameReader(expectation);
        Connection connection = new Connection(target, selector, connections.size(), message, incoming);
        connections.add(connection);
        return connection;
    }

    List<Connection> connections() {
        return connections;
    }

    /** So many more messages are on their way. */
    void expect(int messages) {
        expected += messages;
    }

    /** One of them is here. */
    void arrived() {
        arrived++;
    }

    /** Whether nothing more is to be sent. */
    boolean isOver() {
        return over;
    }

    /** Serves the connections until the time is over and nothing is under way; counts what arrives meanwhile. */
    Sample run(Duration duration, Receiver receiver) throws IOException {
        long began = System.nanoTime();
        long cpu = cpu();
        long arrivedBefore = arrived;
        long heard = began;
        over = false;
        while (true) {
            long now = System.nanoTime();
            long left = duration.toNanos() - (now - began);
            over = left <= 0;
            boolean busy = arrived < expected;
            if (over && !busy) {
                return sample(arrived - arrivedBefore, began, cpu, null);
            }
            if (select(receiver, over ? 100 : Math.max(1, left / 1_000_000)) > 0) {
                heard = now;
            } else if (busy && now - heard > PATIENCE) {
                throw new IOException("The server has stopped answering");
            }
        }
    }

    /** Serves what is ready. */
    int select(Receiver receiver, long timeoutMillis) throws IOException {
        int ready = timeoutMillis == 0 ? selector.selectNow() : selector.select(timeoutMillis);
        for (SelectionKey key : selector.selectedKeys()) {
            ((Connection) key.attachment()).onReady(receiver);
        }
        selector.selectedKeys().clear();
        return ready;
    }

    static Sample sample(long messages, long began, long cpu, @Nullable Histogram latency) {
        return new Sample(
                messages, Duration.ofNanos(System.nanoTime() - began), Duration.ofNanos(cpu() - cpu), latency);
    }

    static long cpu() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    @Override
    public void close() {
        try {
            for (Connection connection : connections) {
                connection.close();
            }
            selector.close();
        } catch (IOException failure) {
            throw new java.io.UncheckedIOException(failure);
        }
    }
}

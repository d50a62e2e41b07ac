package io.tidewire.benchmarks.load;

import java.io.IOException;
import java.time.Duration;

/** {@link Workload.Broadcast}. */
final class BroadcastLoad implements Load, Loop.Work {

    private final Loop loop = new Loop();
    private final Connection sender;
    private final int receivers;
    private final int depth;
    private final long[] received; // by each receiver
    private final int[] deliveries; // of each message that is under way, by its number modulo the depth
    private long sent;
    private long complete; // messages that all have got
    private long delivered;
    private boolean over;

    BroadcastLoad(Target target, Workload.Broadcast broadcast) throws IOException {
        this.receivers = broadcast.receivers();
        this.depth = broadcast.depth();
        this.received = new long[receivers];
        this.deliveries = new int[depth];
        byte[] payload = Frames.text(broadcast.size(), 0);
        for (int i = 0; i < receivers; i++) {
            loop.open(target, payload);
        }
        sender = loop.connections().get(0);
    }

    @Override
    public Sample run(Duration duration) throws IOException {
        over = false;
        send();
        return loop.run(duration, this, () -> over = true);
    }

    /** As many as are missing from those that should be on their way; one counts as such until the last has got it. */
    private void send() throws IOException {
        int more = depth - Math.toIntExact(sent - complete);
        if (more > 0) {
            sent += more;
            sender.send(more);
        }
    }

    @Override
    public void onMessage(Connection connection) {
        delivered++;
        int message = Math.floorMod(received[connection.number]++, depth);
        deliveries[message]++;
        while (complete < sent && deliveries[Math.floorMod(complete, depth)] == receivers) {
            deliveries[Math.floorMod(complete, depth)] = 0;
            complete++;
        }
    }

    @Override
    public void onReadEnd(Connection connection) throws IOException {
        if (!over) {
            send();
        }
    }

    @Override
    public long done() {
        return delivered;
    }

    @Override
    public boolean isBusy() {
        return complete < sent;
    }

    @Override
    public void close() {
        loop.close();
    }
}

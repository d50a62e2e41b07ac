package io.tidewire.benchmarks.load;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** {@link Workload.Broadcast}. */
final class BroadcastLoad implements Load, Receiver {

    private final Loop loop = new Loop();
    private final List<Room> rooms = new ArrayList<>();
    private final int receivers;
    private final int depth;

    BroadcastLoad(Target target, Workload.Broadcast broadcast) throws IOException {
        this.receivers = broadcast.receivers();
        this.depth = broadcast.depth();
        for (int i = 0; i < broadcast.rooms(); i++) {
            rooms.add(new Room(target.in("busy-" + i), Frames.text(broadcast.size(), i)));
        }
    }

    @Override
    public Sample run(Duration duration) throws IOException {
        for (Room room : rooms) {
            room.send();
        }
        return loop.run(duration, this);
    }

    @Override
    public void onMessage(Connection connection) {
        loop.arrived();
        roomOf(connection).arrived(connection.number % receivers);
    }

    @Override
    public void onReadEnd(Connection connection) throws IOException {
        if (!loop.isOver()) {
            roomOf(connection).send();
        }
    }

    private Room roomOf(Connection connection) {
        return rooms.get(connection.number / receivers);
    }

    @Override
    public void close() {
        loop.close();
    }

    /** Its text is its own, so that a message which goes astray is a wrong one. */
    private final class Room {

        private final Connection sender;
        private final long[] received = new long[receivers]; // by each of them
        private final int[] deliveries =
                new int[depth]; // of what is under way, by the message's number modulo the depth
        private long sent;
        private long complete; // messages that all have got

        Room(Target target, byte[] payload) throws IOException {
            sender = loop.open(target, payload);
            for (int i = 1; i < receivers; i++) {
                loop.open(target, payload);
            }
        }

        /** As many as are missing from those that should be on their way; one counts as such until the last has got it. */
        void send() throws IOException {
            int more = depth - Math.toIntExact(sent - complete);
            if (more > 0) {
                sent += more;
                loop.expect(more * receivers);
                sender.send(more);
            }
        }

        void arrived(int receiver) {
            deliveries[Math.floorMod(received[receiver]++, depth)]++;
            while (complete < sent && deliveries[Math.floorMod(complete, depth)] == receivers) {
                deliveries[Math.floorMod(complete, depth)] = 0;
                complete++;
            }
        }
    }
}

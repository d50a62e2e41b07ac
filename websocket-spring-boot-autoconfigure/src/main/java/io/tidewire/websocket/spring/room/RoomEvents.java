package io.tidewire.websocket.spring.room;

import io.tidewire.websocket.spring.SocketSession;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes who joins and leaves rooms, off the event loop: in order for each room, since a room always takes the same
 * lane and a lane publishes one event at a time.
 *
 * <p>An event is noted under the lock that makes the order, and published outside of it.
 */
final class RoomEvents {

    private static final Logger log = LoggerFactory.getLogger(RoomEvents.class);

    private static final int LANES = 32;

    private final Function<Topic.OfRoom, Room> rooms;
    private final Consumer<RoomEvent> publisher;
    private final Executor executor;
    private final Lane[] lanes = new Lane[LANES];

    /**
     * Events.
     *
     * @param publisher called by the executor's threads
     */
    RoomEvents(Function<Topic.OfRoom, Room> rooms, Consumer<RoomEvent> publisher, Executor executor) {
        this.rooms = rooms;
        this.publisher = publisher;
        this.executor = executor;
        for (int i = 0; i < LANES; i++) {
            lanes[i] = new Lane();
        }
    }

    /** Notes that a session has joined, if the topic is a room. */
    void joined(Topic topic, SocketSession session, RoomMember member) {
        if (topic instanceof Topic.OfRoom room) {
            lane(topic).events.add(new RoomJoinedEvent(rooms.apply(room), session, member));
        }
    }

    /** Notes that a session has left, if the topic is a room. */
    void left(Topic topic, SocketSession session, RoomMember member) {
        if (topic instanceof Topic.OfRoom room) {
            lane(topic).events.add(new RoomLeftEvent(rooms.apply(room), session, member));
        }
    }

    /** Publishes what was noted about a topic. */
    void publish(Topic topic) {
        if (topic instanceof Topic.OfRoom) {
            lane(topic).schedule();
        }
    }

    private Lane lane(Topic topic) {
        return lanes[Math.floorMod(topic.hashCode(), LANES)];
    }

    private final class Lane implements Runnable {

        final Queue<RoomEvent> events = new ConcurrentLinkedQueue<>();
        private final AtomicInteger calls = new AtomicInteger();

        void schedule() {
            if (!events.isEmpty() && calls.getAndIncrement() == 0) {
                executor.execute(this);
            }
        }

        @Override
        public void run() {
            int seen = calls.get();
            for (RoomEvent event = events.poll(); event != null; event = events.poll()) {
                publish(event);
            }
            if (calls.addAndGet(-seen) != 0) {
                executor.execute(this);
            }
        }

        private void publish(RoomEvent event) {
            try {
                publisher.accept(event);
            } catch (Throwable failure) {
                // whatever it is: a lane that does not come to its end never runs again
                log.error("A listener failed with {}", event, failure);
            }
        }
    }
}

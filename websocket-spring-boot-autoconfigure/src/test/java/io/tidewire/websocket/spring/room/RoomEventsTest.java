package io.tidewire.websocket.spring.room;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.websocket.spring.PayloadCodec;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import tools.jackson.databind.json.JsonMapper;

/** Who comes and goes is told in order, elsewhere. */
@ExtendWith(OutputCaptureExtension.class)
class RoomEventsTest {

    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private final TestNode node = new TestNode(new InMemoryClusterBus(), tasks::add);
    private final Room red = node.room("red");

    private void runTasks() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
    }

    @Test
    void eventsSayWhoIsThereAfterwards() {
        TestSession first = node.open("1", "chat", "ann");
        TestSession second = node.open("2", "chat", "ann");
        TestSession guest = node.open("3");
        red.join(first);
        red.join(second);
        red.join(guest);
        red.leave(first);
        node.sockets.closed(second);
        node.sockets.closed(guest);
        assertThat(node.events).as("before the executor had its turn").isEmpty();
        runTasks();
        assertThat(node.events)
                .containsExactly(
                        new RoomJoinedEvent(red, first, new RoomMember("ann", true, 1)),
                        new RoomJoinedEvent(red, second, new RoomMember("ann", true, 2)),
                        new RoomJoinedEvent(red, guest, new RoomMember("3", false, 1)),
                        new RoomLeftEvent(red, first, new RoomMember("ann", true, 1)),
                        new RoomLeftEvent(red, second, new RoomMember("ann", true, 0)),
                        new RoomLeftEvent(red, guest, new RoomMember("3", false, 0)));
    }

    @Test
    void endpointsAndUsersAreNoRooms() {
        node.sockets.closed(node.open("1", "chat", "ann"));
        assertThat(tasks).isEmpty();
    }

    @Test
    void roomHasOneTaskAtATime() {
        TestSession session = node.open("1");
        red.join(session);
        red.leave(session);
        red.join(session);
        assertThat(tasks).hasSize(1);
        runTasks();
        red.leave(session);
        assertThat(tasks).hasSize(1);
        runTasks();
        assertThat(node.events).hasSize(4);
    }

    @Test
    void listenerThatFailsDoesNotKeepTheOthersFromBeingTold(CapturedOutput output) {
        List<Object> told = new ArrayList<>();
        DefaultSockets sockets = new DefaultSockets(
                new PayloadCodec(JsonMapper.shared()),
                new InMemoryClusterBus(),
                event -> {
                    told.add(event);
                    throw new IllegalStateException("on purpose");
                },
                Runnable::run);
        TestSession session = new TestSession("1", "chat", null);
        sockets.opened(session);
        sockets.room("chat", "red").join(session);
        sockets.closed(session);
        assertThat(told).hasSize(2);
        assertThat(output).contains("A listener failed").contains("on purpose");
    }

    @Test
    void errorOfAListenerDoesNotEndTheTelling(CapturedOutput output) {
        List<Object> told = new ArrayList<>();
        Queue<Runnable> lanes = new ArrayDeque<>();
        DefaultSockets sockets = new DefaultSockets(
                new PayloadCodec(JsonMapper.shared()),
                new InMemoryClusterBus(),
                event -> {
                    told.add(event);
                    throw new NoClassDefFoundError("on purpose");
                },
                lanes::add);
        TestSession session = new TestSession("1", "chat", null);
        sockets.opened(session);
        sockets.room("chat", "red").join(session);
        lanes.remove().run();
        sockets.closed(session);
        lanes.remove().run();
        assertThat(told).hasSize(2);
        assertThat(output).contains("A listener failed").contains("on purpose");
    }

    @Test
    void executorThatStopsFirstIsReplaced() throws Exception {
        CountDownLatch told = new CountDownLatch(1);
        DefaultSockets sockets = new DefaultSockets(
                new PayloadCodec(JsonMapper.shared()), new InMemoryClusterBus(), event -> told.countDown(), task -> {
                    throw new RejectedExecutionException("stopped");
                });
        TestSession session = new TestSession("1", "chat", null);
        sockets.opened(session);
        sockets.room("chat", "red").join(session);
        assertThat(told.await(10, TimeUnit.SECONDS)).isTrue();
    }
}

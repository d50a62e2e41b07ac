package io.tidewire.websocket.spring.room;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.tidewire.websocket.spring.EndpointName;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Who is in a room, until when, and that nothing stays of it. */
class RoomTest {

    private static final int MANY = 10_000;

    private final TestNode node = new TestNode(new InMemoryClusterBus());
    private final Room red = node.room("red");

    @Test
    void roomIsKnownByEndpointAndName() {
        assertThat(node.sockets.room("Chat", "red")).isEqualTo(red).hasSameHashCodeAs(red);
        assertThat(node.sockets.room("news", "red")).isNotEqualTo(red);
        assertThat(red.endpoint()).isEqualTo(EndpointName.of("chat"));
        assertThat(red.name()).isEqualTo("red");
        assertThat(red).hasToString("chat/red");
    }

    @Test
    void joiningTwiceIsJoiningOnce() {
        TestSession session = node.open("s");
        assertThat(red.join(session)).isTrue();
        assertThat(red.join(session)).isTrue();
        assertThat(red.members().collectList().block()).containsExactly(new RoomMember("s", false, 1));
        assertThat(red.leave(session)).isTrue();
        assertThat(red.leave(session)).isFalse();
        assertThat(red.sessions()).isEmpty();
        assertThat(node.events).hasSize(2);
    }

    @Test
    void roomsOfOneNameAtTwoEndpointsAreTwo() {
        TestSession chat = node.open("c", "chat", null);
        TestSession news = node.open("n", "news", null);
        red.join(chat);
        node.sockets.room("news", "red").join(news);
        red.send("hello");
        assertThat(chat.texts()).containsExactly("hello");
        assertThat(news.sent).isEmpty();
    }

    @Test
    void sessionOfAnotherEndpointDoesNotBelongHere() {
        TestSession news = node.open("n", "news", null);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> red.join(news))
                .withMessage("A session of endpoint news cannot join a room of endpoint chat");
    }

    @Test
    void userWithSeveralSessionsIsOneMember() {
        TestSession first = node.open("1", "chat", "ann");
        red.join(first);
        red.join(node.open("2", "chat", "ann"));
        red.join(node.open("3", "chat", "bob"));
        red.join(node.open("4"));
        assertThat(red.members().collectList().block())
                .containsExactlyInAnyOrder(
                        new RoomMember("ann", true, 2), new RoomMember("bob", true, 1), new RoomMember("4", false, 1));
        red.leave(first);
        assertThat(red.members().collectList().block()).contains(new RoomMember("ann", true, 1));
    }

    @Test
    void endOfASessionIsItsLeavingOfAllRooms() {
        TestSession session = node.open("s", "chat", "ann");
        Room blue = node.room("blue");
        red.join(session);
        blue.join(session);
        node.sockets.closed(session);
        assertThat(red.sessions()).isEmpty();
        assertThat(blue.sessions()).isEmpty();
        assertThat(blue.members().collectList().block()).isEmpty();
        assertThat(node.sockets.sessions().topicCount()).isZero();
    }

    @Test
    void sessionLeavesAnyOfManyRoomsAndKeepsTheOthers() {
        TestSession session = node.open("s", "chat", "ann");
        int own = node.sockets.sessions().topicCount();
        List<Room> rooms =
                IntStream.range(0, 5).mapToObj(i -> node.room("room" + i)).toList();
        rooms.forEach(room -> assertThat(room.join(session)).isTrue());
        for (int left = 0; left < rooms.size(); left++) {
            assertThat(rooms.get(left).leave(session)).isTrue();
            assertThat(rooms.get(left).leave(session)).isFalse();
            assertThat(node.sockets.sessions().topicCount()).isEqualTo(own + rooms.size() - left - 1);
        }
        assertThat(rooms.get(0).join(session)).isTrue();
        node.sockets.closed(session);
        assertThat(node.sockets.sessions().topicCount()).isZero();
    }

    @Test
    void whoHasEndedCannotJoin() {
        TestSession session = node.open("s");
        node.sockets.closed(session);
        assertThat(red.join(session)).isFalse();
        assertThat(red.leave(session)).isFalse();
        assertThat(red.sessions()).isEmpty();
        assertThat(node.sockets.sessions().topicCount()).isZero();
        assertThat(node.events).isEmpty();
    }

    @Test
    void joiningInARaceWithTheEndLeavesNobodyBehind() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(2);
        CyclicBarrier start = new CyclicBarrier(2);
        try {
            for (int i = 0; i < MANY; i++) {
                TestSession session = node.open("s" + i);
                Future<?> joined = threads.submit(() -> {
                    start.await();
                    return red.join(session);
                });
                Future<?> ended = threads.submit(() -> {
                    start.await();
                    node.sockets.closed(session);
                    return null;
                });
                joined.get(10, TimeUnit.SECONDS);
                ended.get(10, TimeUnit.SECONDS);
                assertThat(node.sockets.sessions().topicCount()).isZero();
            }
        } finally {
            threads.shutdownNow();
        }
        // whoever has joined has left
        assertThat(node.events.stream().filter(RoomJoinedEvent.class::isInstance))
                .hasSameSizeAs(node.events.stream()
                        .filter(RoomLeftEvent.class::isInstance)
                        .toList());
    }

    @Test
    void emptyRoomsVanish() {
        TestSession stays = node.open("stays");
        TestSession goes = node.open("goes");
        int before = node.sockets.sessions().topicCount();
        for (int i = 0; i < MANY; i++) {
            Room room = node.room("room " + i);
            room.join(stays);
            room.join(goes);
        }
        assertThat(node.sockets.sessions().topicCount()).isEqualTo(before + MANY);
        for (int i = 0; i < MANY; i++) {
            node.room("room " + i).leave(stays);
        }
        assertThat(node.sockets.sessions().topicCount()).isEqualTo(before + MANY);
        node.sockets.closed(goes);
        assertThat(node.sockets.sessions().topicCount()).isEqualTo(before);
        node.sockets.closed(stays);
        assertThat(node.sockets.sessions().topicCount()).isZero();
    }

    @Test
    void sendingTouchesTheRoomsOwnSessionsOnly() {
        TestSession member = node.open("member");
        red.join(member);
        for (int i = 0; i < MANY; i++) {
            node.room("room " + i).join(node.open("s" + i));
        }
        int[] asked = new int[1];
        Audience counted = red.filter(session -> {
            asked[0]++;
            return true;
        });
        counted.send("hello");
        assertThat(asked[0]).isOne();
        assertThat(member.texts()).containsExactly("hello");
    }
}

package io.tidewire.websocket.spring.room;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.websocket.BinaryMessage;
import io.tidewire.websocket.TextMessage;
import io.tidewire.websocket.spring.InvalidPayloadException;
import java.util.ArrayDeque;
import java.util.Queue;
import org.junit.jupiter.api.Test;
import reactor.core.Exceptions;
import reactor.test.StepVerifier;

/** Listening to a room. */
class RoomMessagesTest {

    private final TestNode node = new TestNode(new InMemoryClusterBus());
    private final Room red = node.room("red");

    record Say(String text) {}

    @Test
    void listenersHearWhatIsSentFromNowOn() {
        red.send("before");
        StepVerifier.create(red.messages())
                .then(() -> red.send("text"))
                .expectNext(new TextMessage("text"))
                .then(() -> red.send(new byte[] {1}))
                .expectNext(new BinaryMessage(new byte[] {1}))
                .thenCancel()
                .verify();
    }

    @Test
    void everyAudienceWithTheRoomInItIsHeardOnce() {
        Audience wide = node.room("blue").and(red).and(red.except("somebody"));
        StepVerifier.create(red.messages(String.class))
                .then(() -> wide.send("wide"))
                .expectNext("wide")
                .then(() -> red.filter(session -> false).send("narrow"))
                .expectNext("narrow")
                .then(() -> node.room("blue").except(red).send("elsewhere"))
                .then(() -> red.send("last"))
                .expectNext("last")
                .thenCancel()
                .verify();
    }

    @Test
    void payloadsAreOfTheTypeAskedFor() {
        StepVerifier.create(red.messages(Say.class))
                .then(() -> red.send(new Say("hello")))
                .expectNext(new Say("hello"))
                .then(() -> red.send("no JSON"))
                .verifyError(InvalidPayloadException.class);
    }

    @Test
    void listenerKeepsTheRoomAndLeavesNothingBehind() {
        StepVerifier.create(red.messages())
                .then(() -> assertThat(node.sockets.sessions().topicCount()).isOne())
                .thenCancel()
                .verify();
        assertThat(node.sockets.sessions().topicCount()).isZero();
    }

    @Test
    void listenerThatIsTooSlowFailsAndTakesNoMoreMemory() {
        Queue<Runnable> tasks = new ArrayDeque<>();
        TestNode slow = new TestNode(new InMemoryClusterBus(), tasks::add);
        Room room = slow.room("red");
        TestSession member = slow.open("member");
        room.join(member);
        StepVerifier.create(room.messages())
                .then(() -> {
                    for (int i = 0; i < 1000; i++) {
                        room.send("message " + i);
                    }
                    assertThat(slow.sockets.sessions().topicCount())
                            .as("the room and the endpoint: there is a member")
                            .isEqualTo(2);
                    for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
                        task.run();
                    }
                })
                .thenConsumeWhile(message -> true)
                .verifyErrorMatches(Exceptions::isOverflow);
        assertThat(member.sent).hasSize(1000);
        slow.sockets.closed(member);
        assertThat(slow.sockets.sessions().topicCount()).isZero();
    }

    @Test
    void listenersHearTheEndOfTheApplication() {
        StepVerifier.create(red.messages()).then(node.sockets::close).verifyComplete();
    }
}

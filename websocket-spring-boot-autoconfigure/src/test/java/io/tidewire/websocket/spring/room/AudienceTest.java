package io.tidewire.websocket.spring.room;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.tidewire.websocket.CloseStatus;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Who is meant, and what they are sent. */
class AudienceTest {

    private final TestNode node = new TestNode(new InMemoryClusterBus());
    private final Sockets sockets = node.sockets;

    private final TestSession ann1 = node.open("ann1", "chat", "ann");
    private final TestSession ann2 = node.open("ann2", "news", "ann");
    private final TestSession bob = node.open("bob", "chat", "bob");
    private final TestSession guest = node.open("guest", "chat", null);

    private final Room red = node.room("red");
    private final Room blue = node.room("blue");

    @Test
    void endpointIsEverySessionOfIt() {
        assertThat(sockets.endpoint("CHAT").sessions()).containsExactlyInAnyOrder(ann1, bob, guest);
        assertThat(sockets.endpoint("nobody").sessions()).isEmpty();
    }

    @Test
    void userIsEachOfTheirSessionsAtWhicheverEndpoint() {
        assertThat(sockets.user("ann").sessions()).containsExactlyInAnyOrder(ann1, ann2);
        assertThat(sockets.user("guest").sessions()).isEmpty();
    }

    @Test
    void sessionIsFoundByItsIdWhileItIsOpen() {
        assertThat(sockets.session("bob")).contains(bob);
        node.sockets.closed(bob);
        assertThat(sockets.session("bob")).isEmpty();
        assertThat(sockets.endpoint("chat").sessions()).doesNotContain(bob);
        assertThat(sockets.user("bob").sessions()).isEmpty();
    }

    @Test
    void roomIsWhoHasJoinedIt() {
        red.join(ann1);
        red.join(bob);
        assertThat(red.send("hello").block()).isEqualTo(2);
        assertThat(ann1.texts()).containsExactly("hello");
        assertThat(bob.texts()).containsExactly("hello");
        assertThat(guest.sent).isEmpty();
    }

    @Test
    void senderIsExcepted() {
        red.join(ann1);
        red.join(bob);
        assertThat(red.except(ann1).send("hello").block()).isEqualTo(1);
        assertThat(ann1.sent).isEmpty();
        assertThat(bob.texts()).containsExactly("hello");
    }

    @Test
    void audiencesAreExcepted() {
        red.join(ann1);
        red.join(bob);
        red.join(guest);
        blue.join(guest);
        assertThat(red.except(sockets.user("ann")).sessions()).containsExactlyInAnyOrder(bob, guest);
        assertThat(red.except(blue.and(sockets.user("bob"))).sessions()).containsExactly(ann1);
        // who is not in the excepted audience stays
        assertThat(red.except(blue.except(guest)).sessions()).containsExactlyInAnyOrder(ann1, bob, guest);
        assertThat(red.except(red.filter(session -> session == bob)).sessions()).containsExactlyInAnyOrder(ann1, guest);
    }

    @Test
    void unionHasNobodyTwice() {
        red.join(ann1);
        red.join(bob);
        blue.join(bob);
        blue.join(guest);
        Audience all = red.and(blue).and(sockets.user("ann")).and(red);
        assertThat(all.send("once").block()).isEqualTo(4);
        for (TestSession session : new TestSession[] {ann1, ann2, bob, guest}) {
            assertThat(session.texts()).containsExactly("once");
        }
    }

    @Test
    void whoIsExceptedFromOnePartIsStillInTheOther() {
        red.join(bob);
        blue.join(bob);
        assertThat(red.except(bob).and(blue).sessions()).containsExactly(bob);
        assertThat(red.except(bob).and(red).sessions()).containsExactly(bob);
        assertThat(red.and(blue).except(bob).sessions()).isEmpty();
    }

    @Test
    void filtersNarrow() {
        red.join(ann1);
        red.join(bob);
        red.join(guest);
        Audience users = red.filter(session -> session.getPrincipal() != null);
        assertThat(users.sessions()).containsExactlyInAnyOrder(ann1, bob);
        assertThat(users.filter(session -> session != bob).sessions()).containsExactly(ann1);
        assertThat(users.and(red.filter(session -> session == guest)).sessions())
                .containsExactlyInAnyOrder(ann1, bob, guest);
    }

    /** Counts how often it is written as JSON. */
    record Counted(@JsonIgnore AtomicInteger counter) {

        @JsonProperty
        int reads() {
            return counter.incrementAndGet();
        }
    }

    @Test
    void everybodyIsSentTheSameMessageThatWasEncodedOnce() {
        AtomicInteger written = new AtomicInteger();
        sockets.endpoint("chat").send(new Counted(written));
        assertThat(written).hasValue(1);
        assertThat(bob.texts()).last().isEqualTo("{\"reads\":1}");
        assertThat(ann1.sent.get(0)).isSameAs(bob.sent.get(0)).isSameAs(guest.sent.get(0));
    }

    /** Fails to be written as JSON. */
    record Unwritable() {

        @JsonProperty
        int broken() {
            return Integer.parseInt("no number");
        }
    }

    @Test
    void whatCannotBeEncodedIsSentToNobody() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> sockets.endpoint("chat").send(new Unwritable()));
        assertThat(bob.sent).isEmpty();
    }

    @Test
    void allAreClosedWithTheStatus() {
        CloseStatus status = new CloseStatus(4001, "signed out");
        assertThat(sockets.user("ann").close(status).block()).isEqualTo(2);
        assertThat(ann1.closed).containsExactly(status);
        assertThat(ann2.closed).containsExactly(status);
        assertThat(bob.closed).isEmpty();
    }

    @Test
    void statusThatMayNotBeSentIsRefusedEvenIfNobodyIsThere() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> sockets.user("nobody").close(CloseStatus.ABNORMAL))
                .withMessageContaining("1006");
    }

    @Test
    void audiencesOfTwoApplicationsDoNotMix() {
        Audience other = new TestNode(new InMemoryClusterBus()).sockets.user("ann");
        assertThatIllegalArgumentException().isThrownBy(() -> red.and(other));
        assertThatIllegalArgumentException().isThrownBy(() -> red.except(other));
    }
}

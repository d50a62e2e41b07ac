package io.tidewire.websocket.spring.room;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.websocket.CloseStatus;
import io.tidewire.websocket.TextMessage;
import io.tidewire.websocket.spring.EndpointName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;

/** Two nodes on one bus. */
@ExtendWith(OutputCaptureExtension.class)
class ClusterTest {

    /** An in-memory bus whose traffic is noted, and that can break. */
    private static final class NotedBus implements ClusterBus {

        final InMemoryClusterBus bus = new InMemoryClusterBus();
        final List<Envelope> published = new ArrayList<>();
        final List<String> subscriptions = new ArrayList<>();
        boolean broken;
        boolean deaf;

        @Override
        public Mono<Void> publish(Topic topic, Envelope envelope) {
            published.add(envelope);
            return broken ? Mono.error(new IllegalStateException("broker is gone")) : bus.publish(topic, envelope);
        }

        @Override
        public Flux<Envelope> subscribe(Topic topic) {
            Flux<Envelope> heard =
                    deaf ? Flux.error(new IllegalStateException("broker is gone")) : bus.subscribe(topic);
            return heard.doOnSubscribe(begin -> subscriptions.add("+" + topic.key()))
                    .doOnCancel(() -> subscriptions.add("-" + topic.key()));
        }
    }

    private final NotedBus bus = new NotedBus();
    private final TestNode here = new TestNode(bus);
    private final TestNode there = new TestNode(bus);

    @Test
    void roomReachesOverNodesAndEverySessionOnce() {
        TestSession a = here.open("a");
        TestSession b = there.open("b");
        here.room("red").join(a);
        there.room("red").join(b);
        assertThat(here.room("red").send("hello").block())
                .as("sessions of this node")
                .isEqualTo(1);
        assertThat(a.texts()).containsExactly("hello");
        assertThat(b.texts()).containsExactly("hello");
    }

    @Test
    void endpointThatTheBusHasForgottenIsSubscribedToAgainForTheNextFirstSession() {
        bus.deaf = true;
        there.sockets.closed(there.open("early", "chat", "bob"));
        bus.deaf = false;
        TestSession late = there.open("late", "chat", "bob");
        here.sockets.endpoint("chat").send("hello");

        assertThat(late.texts()).containsExactly("hello");
    }

    @Test
    void usersAndEndpointsReachOverNodes() {
        TestSession a = here.open("a", "chat", "ann");
        TestSession b = there.open("b", "news", "ann");
        here.sockets.user("ann").send("user");
        there.sockets.endpoint("CHAT").send("endpoint");
        assertThat(a.texts()).containsExactly("user", "endpoint");
        assertThat(b.texts()).containsExactly("user");
    }

    @Test
    void unionReachesASessionOfSeveralTopicsOnce() {
        TestSession both = there.open("both", "chat", "ann");
        TestSession blue = there.open("blue");
        there.room("red").join(both);
        there.room("blue").join(both);
        there.room("blue").join(blue);
        here.room("red").and(here.room("blue")).and(here.sockets.user("ann")).send("once");
        assertThat(both.texts()).containsExactly("once");
        assertThat(blue.texts()).containsExactly("once");
    }

    @Test
    void exceptionsTravel() {
        TestSession ann = there.open("ann1", "chat", "ann");
        TestSession bob = there.open("bob1", "chat", "bob");
        TestSession guest = there.open("guest");
        for (TestSession session : List.of(ann, bob, guest)) {
            there.room("red").join(session);
        }
        here.room("red").except("guest").except(here.sockets.user("ann")).send("hello");
        assertThat(bob.texts()).containsExactly("hello");
        assertThat(ann.sent).isEmpty();
        assertThat(guest.sent).isEmpty();
    }

    @Test
    void filtersDoNotTravel() {
        TestSession a = here.open("a");
        TestSession b = there.open("b");
        Room red = here.room("red");
        red.join(a);
        there.room("red").join(b);
        red.filter(session -> true).send("here");
        red.except(red.filter(session -> session == a)).send("nowhere");
        red.filter(session -> session == a).and(red).send("everywhere");
        assertThat(a.texts()).containsExactly("here", "everywhere");
        assertThat(b.texts()).containsExactly("everywhere");
    }

    @Test
    void sessionThatFailsIsNothingToTheOthersOnAnyNode(CapturedOutput output) {
        List<TestSession> sessions = List.of(here.open("a"), here.open("b"), there.open("c"), there.open("d"));
        sessions.forEach(session -> session.failure = new IllegalStateException("failed " + session));
        Audience chat = here.sockets.endpoint("chat");
        assertThat(chat.send("1").block()).as("those who did not fail").isZero();
        assertThat(chat.send("2").block()).isEqualTo(2);
        assertThat(sessions).allSatisfy(session -> assertThat(session.texts()).containsExactly("2"));
        assertThat(output)
                .contains("failed a")
                .contains("failed b")
                .contains("failed c")
                .contains("failed d");

        sessions.get(2).failure = new IllegalArgumentException("not this code");
        chat.close(CloseStatus.GOING_AWAY);
        chat.close(CloseStatus.GOING_AWAY);
        assertThat(sessions.get(2).closed).containsExactly(CloseStatus.GOING_AWAY);
        assertThat(sessions.get(3).closed).hasSize(2);
    }

    @Test
    void envelopeThatCannotBeDealtWithIsNotTheLast(CapturedOutput output) {
        TestSession b = there.open("b");
        Topic topic = new Topic.OfEndpoint(EndpointName.of("chat"));
        Envelope.Command close = new Envelope.Close(CloseStatus.NORMAL);
        bus.publish(topic, new Envelope("foreign", 1, List.of(withoutTopic()), close))
                .block();
        here.sockets.endpoint("chat").send("hello");
        assertThat(b.texts()).containsExactly("hello");
        assertThat(output).contains("What node foreign told about endpoint:chat failed here");
    }

    /** As a foreign bus may make it of bytes. */
    @SuppressWarnings("NullAway")
    private static Selection withoutTopic() {
        return new Selection(null, Set.of(), List.of());
    }

    @Test
    void userIsClosedOnEveryNode() {
        TestSession b = there.open("b", "chat", "ann");
        here.sockets.user("ann").close(CloseStatus.POLICY_VIOLATION);
        assertThat(b.closed).containsExactly(CloseStatus.POLICY_VIOLATION);
    }

    @Test
    void listenersHearOtherNodes() {
        StepVerifier.create(there.room("red").messages())
                .then(() -> here.room("red").send("hello"))
                .expectNext(new TextMessage("hello"))
                .thenCancel()
                .verify();
    }

    @Test
    void listenersDoNotHearWhatAnotherNodeHasFiltered() {
        StepVerifier.create(there.room("red").messages())
                .then(() -> here.room("red").filter(session -> true).send("filtered"))
                .then(() -> here.room("red").except("somebody").send("excepted"))
                .expectNext(new TextMessage("excepted"))
                .thenCancel()
                .verify();
    }

    @Test
    void nodeThatIsClosedDoesNotSubscribeAnew() {
        TestSession a = here.open("a");
        here.sockets.close();
        assertThat(bus.subscriptions).containsExactly("+endpoint:chat", "-endpoint:chat");
        assertThat(here.room("red").join(a)).isTrue();
        for (String room : List.of("red", "blue")) {
            StepVerifier.create(here.room(room).messages()).expectComplete().verify(Duration.ofSeconds(10));
        }
        assertThat(bus.subscriptions).hasSize(2);
        here.sockets.closed(a);
        assertThat(here.sockets.sessions().topicCount()).isZero();
    }

    @Test
    void nodeIsSubscribedOnceWhileItHasSessionsOrListeners() {
        TestSession a = here.open("a");
        TestSession b = here.open("b");
        Room red = here.room("a:b");
        red.join(a);
        red.join(b);
        StepVerifier.create(red.messages())
                .then(() -> red.leave(a))
                .then(() -> here.sockets.closed(b))
                .then(() -> assertThat(bus.subscriptions).containsExactly("+endpoint:chat", "+room:chat:a:b"))
                .thenCancel()
                .verify();
        assertThat(bus.subscriptions).containsExactly("+endpoint:chat", "+room:chat:a:b", "-room:chat:a:b");
    }

    @Test
    void nodeStaysSubscribedToAnEndpoint() {
        for (String id : List.of("a", "b")) {
            TestSession session = here.open(id);
            here.sockets.closed(session);
        }
        assertThat(bus.subscriptions).containsExactly("+endpoint:chat");
        TestSession late = here.open("c");
        there.sockets.endpoint("chat").send("hello");
        assertThat(late.texts()).containsExactly("hello");
        here.sockets.close();
        assertThat(bus.subscriptions).containsExactly("+endpoint:chat", "-endpoint:chat");
    }

    @Test
    void keysOfDifferentTopicsDiffer() {
        assertThat(here.sockets.room("My-Chat", "x"))
                .as("one endpoint, however it is written")
                .isEqualTo(here.sockets.room("myChat", "x"));
        assertThat(new Topic.OfRoom(EndpointName.of("My-Chat"), "x").key()).isEqualTo("room:mychat:x");
        assertThat(new Topic.OfRoom(EndpointName.of("a:b"), "c").key())
                .isNotEqualTo(new Topic.OfRoom(EndpointName.of("a"), "b:c").key());
        assertThat(new Topic.OfUser("ann").key()).isEqualTo("user:ann");
    }

    @Test
    void envelopesAreNumberedForEachTopic() {
        here.room("red").send("1");
        here.room("blue").send("1");
        here.room("red").send("2");
        there.room("red").send("1");
        assertThat(bus.published).extracting(Envelope::sequence).containsExactly(1L, 1L, 2L, 1L);
        assertThat(bus.published.get(3).origin())
                .isNotEqualTo(bus.published.get(0).origin());
    }

    @Test
    void gapIsNoticed(CapturedOutput output) {
        there.room("red").join(there.open("b"));
        Room red = here.room("red");
        red.send("1");
        bus.broken = true;
        red.send("2");
        red.send("3");
        bus.broken = false;
        red.send("4");
        assertThat(output).contains("2 messages about").contains("got lost");
    }

    @Test
    void brokenBusIsToldAndThisNodeServed(CapturedOutput output) {
        TestSession a = here.open("a");
        Room red = here.room("red");
        red.join(a);
        bus.broken = true;
        StepVerifier.create(red.send("hello")).verifyErrorMessage("broker is gone");
        assertThat(a.texts()).containsExactly("hello");
        assertThat(output).contains("Other nodes are not told").contains("broker is gone");
    }

    @Test
    void busThatThrowsIsABrokenBus() {
        TestNode node = new TestNode(new ClusterBus() {

            @Override
            public Mono<Void> publish(Topic topic, Envelope envelope) {
                throw new IllegalStateException("no connection");
            }

            @Override
            public Flux<Envelope> subscribe(Topic topic) {
                throw new IllegalStateException("no connection");
            }
        });
        TestSession a = node.open("a");
        assertThat(node.room("red").join(a)).isTrue();
        StepVerifier.create(node.room("red").send("1")).verifyErrorMessage("no connection");
        StepVerifier.create(node.room("red").send("2")).verifyErrorMessage("no connection");
        assertThat(a.texts()).containsExactly("1", "2");
    }

    @Test
    void busWhoseCodeIsIncompleteDoesNotStopLaterPublishing() {
        List<Long> published = new ArrayList<>();
        TestNode node = new TestNode(new ClusterBus() {

            @Override
            public Mono<Void> publish(Topic topic, Envelope envelope) {
                if (envelope.sequence() == 1) {
                    // an error that Reactor does not catch
                    throw new NoClassDefFoundError("broker/Client");
                }
                published.add(envelope.sequence());
                return Mono.empty();
            }

            @Override
            public Flux<Envelope> subscribe(Topic topic) {
                return Flux.never();
            }
        });
        StepVerifier.create(node.room("red").send("1")).verifyErrorMessage("broker/Client");
        StepVerifier.create(node.room("red").send("2")).expectNext(0).verifyComplete();
        assertThat(published).containsExactly(2L);
    }

    @Test
    void sendingDoesNotWaitForTheBus() {
        Sinks.Empty<Void> slow = Sinks.empty();
        TestNode node = new TestNode(new ClusterBus() {

            @Override
            public Mono<Void> publish(Topic topic, Envelope envelope) {
                return slow.asMono();
            }

            @Override
            public Flux<Envelope> subscribe(Topic topic) {
                return Flux.never();
            }
        });
        TestSession a = node.open("a");
        node.room("red").join(a);
        StepVerifier.create(node.room("red").send("1"))
                .expectSubscription()
                .then(() -> assertThat(a.texts()).containsExactly("1"))
                .then(() -> node.room("red").send("2"))
                .then(() -> assertThat(a.texts()).containsExactly("1", "2"))
                .then(slow::tryEmitEmpty)
                .expectNext(1)
                .verifyComplete();
    }
}

package io.tidewire.websocket.spring.room;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.websocket.CloseStatus;
import io.tidewire.websocket.TextMessage;
import io.tidewire.websocket.WebSocketSession;
import io.tidewire.websocket.spring.AbstractWebSocketHandler;
import io.tidewire.websocket.spring.OnMessage;
import io.tidewire.websocket.spring.SocketHandler;
import io.tidewire.websocket.spring.SocketSession;
import io.tidewire.websocket.spring.TestClient;
import io.tidewire.websocket.spring.TestServer;
import io.tidewire.websocket.spring.TextWebSocketHandler;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.security.autoconfigure.ReactiveUserDetailsServiceAutoConfiguration;
import org.springframework.boot.security.autoconfigure.web.reactive.ReactiveWebSecurityAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Two applications with a server each, on one bus: rooms, users and what is told of them, over real sockets. */
class SocketsServerTest {

    private static final InMemoryClusterBus BUS = new InMemoryClusterBus();

    private static TestServer here;
    private static TestServer there;

    /** Lets everybody into the room of the path, and passes on what they say. */
    @SocketHandler("/chat/{room}")
    static class ChatHandler extends TextWebSocketHandler {

        private final Sockets sockets;

        ChatHandler(Sockets sockets) {
            this.sockets = sockets;
        }

        private Room room(WebSocketSession session) {
            String path = session.getHandshakeInfo().uri().getPath();
            return sockets.room("chat", path.substring("/chat/".length()));
        }

        @Override
        public void afterConnectionEstablished(WebSocketSession session) {
            room(session).join(session);
            session.sendMessage(new TextMessage("in"));
        }

        @Override
        protected void handleTextMessage(WebSocketSession session, TextMessage message) {
            room(session).except(session).send(message);
        }
    }

    /** Lets in whom it is told to, and sends JSON. */
    @SocketHandler("/news")
    static class NewsHandler {

        record Headline(String text) {}

        private final Sockets sockets;

        NewsHandler(Sockets sockets) {
            this.sockets = sockets;
        }

        @OnMessage
        Mono<Void> follow(Flux<String> rooms, WebSocketSession session) {
            return rooms.doOnNext(room -> {
                        sockets.room("news", room).join(session);
                        session.sendMessage(new TextMessage("following " + room));
                    })
                    .then();
        }
    }

    /** Does nothing. */
    @SocketHandler("/quiet")
    static class QuietHandler extends AbstractWebSocketHandler {}

    @Configuration(proxyBeanMethods = false)
    @ImportAutoConfiguration({
        ReactiveUserDetailsServiceAutoConfiguration.class,
        ReactiveWebSecurityAutoConfiguration.class
    })
    static class Application {

        @Bean(destroyMethod = "")
        ClusterBus bus() {
            return BUS;
        }
    }

    /** Notes what it is told. */
    static class Diary {

        final BlockingQueue<RoomEvent> events = new LinkedBlockingQueue<>();
        volatile String thread = "";

        @EventListener
        void on(RoomEvent event) {
            thread = Thread.currentThread().getName();
            events.add(event);
        }

        /** The next event about a room; those about rooms of other tests may come late. */
        RoomEvent next(Room room) {
            try {
                RoomEvent event = events.poll(10, TimeUnit.SECONDS);
                while (event != null && !event.room().equals(room)) {
                    event = events.poll(10, TimeUnit.SECONDS);
                }
                return Objects.requireNonNull(event, "no event within 10 s");
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private static TestServer start() {
        return TestServer.with(
                List.of("spring.security.user.name=ann", "spring.security.user.password=secret"),
                Application.class,
                ChatHandler.class,
                NewsHandler.class,
                QuietHandler.class,
                Diary.class);
    }

    @BeforeAll
    static void startBoth() {
        here = start();
        there = start();
    }

    @AfterAll
    static void stopBoth() {
        here.close();
        there.close();
    }

    private static TestClient connect(TestServer server, String path) {
        String ann = "Basic " + Base64.getEncoder().encodeToString("ann:secret".getBytes(UTF_8));
        return TestClient.to(
                "ws://localhost:" + server.port() + path,
                TestClient.http(),
                builder -> builder.header("Authorization", ann));
    }

    private static Sockets sockets() {
        return here.bean(Sockets.class);
    }

    @Test
    void whatOneSaysTheOthersOfTheRoomHearOnBothNodes() {
        try (TestClient speaker = connect(here, "/chat/one");
                TestClient neighbour = connect(here, "/chat/one");
                TestClient remote = connect(there, "/chat/one");
                TestClient elsewhere = connect(there, "/chat/other")) {
            List.of(speaker, neighbour, remote, elsewhere)
                    .forEach(client -> assertThat(client.text()).isEqualTo("in"));
            speaker.send("hello");
            assertThat(neighbour.text()).isEqualTo("hello");
            assertThat(remote.text()).isEqualTo("hello");
            remote.send("answer");
            // what was meant for others would have come before
            assertThat(speaker.text()).isEqualTo("answer");
            elsewhere.send("nobody hears");
            assertThat(elsewhere.hasReceived()).isFalse();
        }
    }

    @Test
    void objectsGoToTheFollowersAsJson() {
        try (TestClient follower = connect(here, "/news");
                TestClient remote = connect(there, "/news")) {
            assertThat(follower.send("sport").text()).isEqualTo("following sport");
            assertThat(remote.send("sport").text()).isEqualTo("following sport");
            assertThat(sockets()
                            .room("news", "sport")
                            .send(new NewsHandler.Headline("goal"))
                            .block())
                    .isEqualTo(1);
            assertThat(follower.text()).isEqualTo("{\"text\":\"goal\"}");
            assertThat(remote.text()).isEqualTo("{\"text\":\"goal\"}");
        }
    }

    @Test
    void userIsReachedAtEveryEndpointAndNodeAndSignedOutThere() {
        try (TestClient chat = connect(here, "/chat/user");
                TestClient quiet = connect(here, "/quiet");
                TestClient remote = connect(there, "/quiet")) {
            assertThat(chat.text()).isEqualTo("in");
            assertThat(sockets().user("ann").sessions()).hasSize(2);
            sockets().user("ann").send("mail");
            for (TestClient client : List.of(chat, quiet, remote)) {
                assertThat(client.text()).isEqualTo("mail");
            }
            sockets().user("ann").close(new CloseStatus(4001, "signed out"));
            for (TestClient client : List.of(chat, quiet, remote)) {
                assertThat(client.closeCode()).isEqualTo(4001);
                assertThat(client.closeReason()).isEqualTo("signed out");
            }
        }
    }

    @Test
    void comingAndGoingIsToldOffTheEventLoop() {
        Diary diary = here.bean(Diary.class);
        Room room = sockets().room("chat", "diary");
        TestClient client = connect(here, "/chat/diary");
        RoomEvent joined = diary.next(room);
        assertThat(joined).isInstanceOf(RoomJoinedEvent.class);
        assertThat(joined.room()).isEqualTo(room);
        assertThat(joined.member()).isEqualTo(new RoomMember("ann", true, 1));
        SocketSession session = joined.session();
        assertThat(sockets().session(session.getId())).contains(session);
        assertThat(diary.thread).startsWith("task-");

        client.close(); // cuts the connection
        assertThat(diary.next(room)).isEqualTo(new RoomLeftEvent(room, session, new RoomMember("ann", true, 0)));
        assertThat(room.join(session)).as("after the end").isFalse();
        assertThat(room.sessions()).isEmpty();
        assertThat(sockets().session(session.getId())).isEmpty();
    }
}

package io.tidewire.websocket.reactornetty;

import static io.tidewire.websocket.testing.Frames.BINARY;
import static io.tidewire.websocket.testing.Frames.PING;
import static io.tidewire.websocket.testing.Frames.PONG;
import static io.tidewire.websocket.testing.Frames.TEXT_BEGINS;
import static io.tidewire.websocket.testing.Frames.client;
import static io.tidewire.websocket.testing.Frames.clientClose;
import static io.tidewire.websocket.testing.Frames.clientText;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.Channel;
import io.tidewire.websocket.BinaryMessage;
import io.tidewire.websocket.CloseStatus;
import io.tidewire.websocket.TextMessage;
import io.tidewire.websocket.WebSocketListener;
import io.tidewire.websocket.WebSocketMessage;
import io.tidewire.websocket.WebSocketOptions;
import io.tidewire.websocket.WebSocketSession;
import io.tidewire.websocket.testing.Await;
import io.tidewire.websocket.testing.Hex;
import io.tidewire.websocket.testing.RawWebSocketClient;
import io.tidewire.websocket.testing.Resources;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Clients that vanish and handlers that fail leave nothing behind: no session, socket or thread, and no buffer. */
class FaultsTest {

    private static final int CYCLES = Integer.getInteger("tidewire.test.cycles", 2000);

    private static void awaitNothingLeft(TestServer server) {
        Await.until("all sessions have ended", () -> server.closed.size() == server.opened.get());
        Await.until("all channels are closed", () -> server.channels.stream().noneMatch(Channel::isOpen));
        assertThat(server.closed).as("onClose is called once").hasSize(server.opened.get());
    }

    private static void awaitAtMost(long files, int threads) {
        Await.until("sockets are given back", () -> Resources.openFiles() <= files);
        Await.until("threads have ended", () -> Resources.threads() <= threads);
    }

    // ---- clients

    /** Sends what it is told to: much, or a close frame. */
    private static WebSocketListener obedient(WebSocketSession session) {
        return message -> {
            switch (((TextMessage) message).getPayload()) {
                case "much" -> session.sendMessage(new BinaryMessage(new byte[16 * 1024 * 1024]));
                case "close" -> session.close();
                default -> session.sendMessage(message);
            }
        };
    }

    /** When a client vanishes; the server has seen all that is said to be sent. */
    private enum Phase {
        BEFORE_101 {
            @Override
            RawWebSocketClient reach(TestServer server) throws IOException {
                RawWebSocketClient client = new RawWebSocketClient(new Socket("localhost", server.port()));
                client.send(RawWebSocketClient.request("/hop"));
                return client;
            }
        },
        AFTER_101,
        INSIDE_OF_A_HEADER {
            @Override
            void go(RawWebSocketClient client) throws IOException {
                client.send(client(PING, ""), "82fe");
                client.frame();
            }
        },
        INSIDE_OF_A_FRAME {
            @Override
            void go(RawWebSocketClient client) throws IOException {
                client.send(
                        client(PING, ""),
                        client(BINARY, Hex.times(10_000, "01")).substring(0, 2000));
                client.frame();
            }
        },
        INSIDE_OF_A_MESSAGE {
            @Override
            void go(RawWebSocketClient client) throws IOException {
                client.send(client(TEXT_BEGINS, "61"), client(PING, ""));
                client.frame();
            }
        },
        INSIDE_OF_A_MESSAGE_OF_THE_SERVER {
            @Override
            void go(RawWebSocketClient client) throws IOException {
                client.send(clientText("much"));
                assertThat(client.stream().readNBytes(100_000)).hasSize(100_000);
            }
        },
        BEHIND_ITS_CLOSE_FRAME {
            @Override
            void go(RawWebSocketClient client) throws IOException {
                client.send(clientClose(1000, ""));
            }
        },
        BEHIND_THE_CLOSE_FRAME_OF_THE_SERVER {
            @Override
            void go(RawWebSocketClient client) throws IOException {
                client.send(clientText("close"));
                assertThat(client.frame().isClose()).isTrue();
            }
        },
        BEHIND_ITS_MISTAKE {
            @Override
            void go(RawWebSocketClient client) throws IOException {
                client.send("83");
                assertThat(client.frame().closeCode()).isEqualTo(1002);
            }
        };

        RawWebSocketClient reach(TestServer server) throws IOException {
            RawWebSocketClient client = server.connect();
            go(client);
            return client;
        }

        void go(RawWebSocketClient client) throws IOException {}
    }

    @ParameterizedTest
    @EnumSource(Phase.class)
    void clientThatVanishesLeavesNothing(Phase phase) throws IOException {
        try (TestServer server = new TestServer(WebSocketOptions.defaults(), FaultsTest::obedient)) {
            for (int i = 0; i < 10; i++) {
                phase.reach(server).reset();
            }
            Await.until("all were seen", () -> server.channels.size() == 10);
            awaitNothingLeft(server);
            assertThat(server.opened.get()).isEqualTo(phase == Phase.BEFORE_101 ? server.closed.size() : 10);
        }
    }

    @Test
    void clientThatIsSilentForEverIsFound() throws IOException { // half-open: nothing comes, not even a reset
        WebSocketOptions options = WebSocketOptions.builder()
                .heartbeatInterval(Duration.ofMillis(200))
                .heartbeatTimeout(Duration.ofMillis(200))
                .build();
        try (TestServer server = TestServer.echo(options);
                RawWebSocketClient silent = server.connect();
                RawWebSocketClient insideOfAFrame = server.connect()) {
            insideOfAFrame.send("82fe");

            Await.until("both were opened", () -> server.opened.get() == 2);
            awaitNothingLeft(server);
            assertThat(server.closed).containsOnly(CloseStatus.SERVER_ERROR.withReason("no answer to ping"));
            assertThat(silent.frame().first()).isEqualTo(PING);
        }
    }

    // ---- handlers

    private enum Callback {
        ACCEPT,
        ON_OPEN,
        ON_MESSAGE,
        ON_PONG,
        ON_ERROR,
        ON_CLOSE
    }

    /** Fails in one place. */
    private record Failing(Callback where) implements WebSocketListener {

        private void at(Callback callback) {
            if (callback == where) {
                throw new IllegalStateException("expected by the test");
            }
        }

        @Override
        public void onOpen(Inbound inbound) {
            at(Callback.ON_OPEN);
            inbound.request(Long.MAX_VALUE);
        }

        @Override
        public void onMessage(WebSocketMessage message) {
            at(Callback.ON_MESSAGE);
        }

        @Override
        public void onPong(byte[] payload) {
            at(Callback.ON_PONG);
        }

        @Override
        public void onError(Throwable failure) {
            at(Callback.ON_ERROR);
        }

        @Override
        public void onClose(CloseStatus status) {
            at(Callback.ON_CLOSE);
        }
    }

    @ParameterizedTest
    @EnumSource(Callback.class)
    void handlerThatThrowsEndsItsSessionOnly(Callback where) throws IOException {
        TestServer server = new TestServer(WebSocketOptions.defaults(), session -> {
            new Failing(where).at(Callback.ACCEPT);
            return new Failing(where);
        });
        try (server) {
            for (int i = 0; i < 3; i++) {
                try (RawWebSocketClient client = server.connect()) {
                    String last = switch (where) {
                        case ON_ERROR -> "83";
                        case ON_CLOSE -> clientClose(1000, "");
                        default -> clientClose(1001, "");
                    };
                    client.send(clientText("a") + client(PONG, "") + last);
                    assertThat(client.readCloseAndEnd())
                            .isEqualTo(
                                    switch (where) {
                                        case ON_ERROR -> 1002;
                                        case ON_CLOSE -> 1000;
                                        default -> 1011;
                                    });
                }
            }
            awaitNothingLeft(server);
            assertThat(server.closed).hasSize(where == Callback.ACCEPT ? 0 : 3);
        }
    }

    private enum Leaving {
        RESET,
        END
    }

    /** The listener's end is not told before it takes what waits; all else ends with the connection. */
    @ParameterizedTest
    @EnumSource(Leaving.class)
    void handlerThatHangsKeepsNoConnection(Leaving how) throws IOException {
        Hanging hanging = new Hanging();
        TestServer server = new TestServer(WebSocketOptions.defaults(), session -> {
            session.closeStatus().subscribe(status -> hanging.ended = status);
            return hanging;
        });
        try (server) {
            RawWebSocketClient client = server.connect();
            client.send(client(BINARY, Hex.times(40_000, "01")).repeat(4));
            Channel channel = server.channels.get(0);
            Await.until("the connection is not read", () -> !channel.config().isAutoRead());
            if (how == Leaving.RESET) {
                client.reset();
            } else {
                client.close();
            }

            Await.until("the channel is closed", () -> !channel.isOpen());
            Await.until("the session has ended", () -> CloseStatus.ABNORMAL.equals(hanging.ended));
        }
    }

    /** Never asks for a message. */
    private static final class Hanging implements WebSocketListener {

        volatile CloseStatus ended = CloseStatus.NORMAL;

        @Override
        public void onOpen(Inbound inbound) {}

        @Override
        public void onMessage(WebSocketMessage message) {}
    }

    // ---- all of it, often

    @Test
    void connectionsOfEveryKindLeaveNothing() throws IOException {
        try (TestServer server = TestServer.echo(WebSocketOptions.defaults())) {
            connections(server, 10); // starts all threads, each with files of its own
            awaitNothingLeft(server);
            long files = Resources.openFiles();
            int threads = Resources.threads();

            connections(server, CYCLES / 5);
            Await.until("all have opened", () -> server.opened.get() == 3 * (10 + CYCLES / 5));
            awaitNothingLeft(server);
            awaitAtMost(files, threads);
        }
    }

    private static void connections(TestServer server, int ofEachKind) throws IOException {
        for (int i = 0; i < 5 * ofEachKind; i++) {
            try (RawWebSocketClient client = new RawWebSocketClient(new Socket("localhost", server.port()))) {
                byte[] request = RawWebSocketClient.request("/");
                switch (i % 5) {
                    case 0 -> {
                        client.send(RawWebSocketClient.requestWith(clientText("a") + clientClose(1000, ""), "/"));
                        client.readAccepted();
                        assertThat(client.frame().text()).isEqualTo("a");
                        assertThat(client.readCloseAndEnd()).isEqualTo(1000);
                    }
                    case 1 -> {
                        client.send(request);
                        client.readAccepted();
                        client.reset();
                    }
                    case 2 -> client.send(Arrays.copyOf(request, request.length / 2));
                    case 3 -> {
                        client.send(RawWebSocketClient.request("/", "Origin: https://elsewhere.example"));
                        assertThat(client.readHead().get(0)).contains(" 403 ");
                    }
                    default -> {
                        client.send(RawWebSocketClient.requestWith("83", "/"));
                        client.readAccepted();
                        assertThat(client.readCloseAndEnd()).isEqualTo(1002);
                    }
                }
            }
        }
    }
}

package io.tidewire.websocket.reactornetty;

import static io.tidewire.websocket.testing.Frames.client;
import static io.tidewire.websocket.testing.Frames.clientText;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator;
import io.tidewire.websocket.WebSocketAcceptor;
import io.tidewire.websocket.WebSocketListener;
import io.tidewire.websocket.WebSocketMessage;
import io.tidewire.websocket.WebSocketOptions;
import io.tidewire.websocket.WebSocketSession;
import io.tidewire.websocket.testing.Await;
import io.tidewire.websocket.testing.Hex;
import io.tidewire.websocket.testing.RawWebSocketClient;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.netty.http.server.HttpServer;
import reactor.netty.resources.LoopResources;

/** What connections share while they are read: the event loop's buffer, and the end of the read. */
class ReadsTest {

    private static final int CLIENTS = 4;

    /** What is said on the connections. */
    private interface Talk {
        void on(TestServer server, List<RawWebSocketClient> clients) throws IOException;
    }

    /** Connects to a server on event loops of its own. */
    private static void connected(
            int loopCount,
            WebSocketAcceptor acceptor,
            BiFunction<HttpServer, LoopResources, HttpServer> settings,
            Talk talk)
            throws IOException {
        LoopResources loops = LoopResources.create("reads", loopCount, true);
        List<RawWebSocketClient> clients = new ArrayList<>();
        try (TestServer server =
                new TestServer(WebSocketOptions.defaults(), acceptor, it -> settings.apply(it, loops))) {
            for (int i = 0; i < CLIENTS; i++) {
                clients.add(server.connect());
            }
            talk.on(server, clients);
        } finally {
            for (RawWebSocketClient client : clients) {
                client.close();
            }
            loops.disposeLater(Duration.ZERO, Duration.ofSeconds(5)).block();
        }
    }

    // ---- the buffer

    /** Keeps every other read, and what it held when it came. */
    private static final class Keeper extends ChannelInboundHandlerAdapter {

        private final Queue<ByteBuf> kept;
        private final Queue<byte[]> copies;
        private int reads;

        Keeper(Queue<ByteBuf> kept, Queue<byte[]> copies) {
            this.kept = kept;
            this.copies = copies;
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            if (message instanceof ByteBuf bytes && ++reads % 2 == 0) {
                copies.add(ByteBufUtil.getBytes(bytes));
                kept.add(bytes.retainedDuplicate());
            }
            ctx.fireChannelRead(message);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void readsThatAHandlerKeepsStayAsTheyWere(boolean isNative) throws IOException {
        Queue<ByteBuf> kept = new ConcurrentLinkedQueue<>();
        Queue<byte[]> copies = new ConcurrentLinkedQueue<>();
        BiFunction<HttpServer, LoopResources, HttpServer> keeping = (http, loops) -> http.runOn(loops, isNative)
                .doOnChannelInit(
                        (observer, channel, address) -> channel.pipeline().addFirst(new Keeper(kept, copies)));
        connected(1, TestServer::echo, keeping, (server, clients) -> {
            for (int round = 0; round < 20; round++) {
                for (int i = 0; i < CLIENTS; i++) {
                    clients.get(i).send(client(0x82, Hex.times(1 + round * 1000, "%02x".formatted(16 * i + round))));
                }
                for (int i = 0; i < CLIENTS; i++) {
                    assertThat(Hex.of(clients.get(i).frame().payload())
                                    .equals(Hex.times(1 + round * 1000, "%02x".formatted(16 * i + round))))
                            .isTrue();
                }
            }
        });
        assertThat(kept).hasSizeGreaterThan(CLIENTS);
        for (ByteBuf read : kept) {
            assertThat(ByteBufUtil.getBytes(read)).isEqualTo(copies.remove());
            read.release();
        }
    }

    @Test
    void serversOwnAllocatorStays() throws IOException {
        RecvByteBufAllocator own = new FixedRecvByteBufAllocator(37);
        try (TestServer server = new TestServer(
                        WebSocketOptions.defaults(),
                        TestServer::echo,
                        it -> it.childOption(ChannelOption.RECVBUF_ALLOCATOR, own));
                RawWebSocketClient client = server.connect()) {
            client.send(clientText("x".repeat(10_000)));

            assertThat(client.frame().text()).isEqualTo("x".repeat(10_000));
            RecvByteBufAllocator set = server.channels.get(0).config().getRecvByteBufAllocator();
            assertThat(set).isSameAs(own);
        }
    }

    // ---- the end of the read

    /** Passes what each connection receives on to all others. */
    private static final class Relay implements WebSocketAcceptor {

        private final List<WebSocketSession> sessions = new CopyOnWriteArrayList<>();

        @Override
        public WebSocketListener accept(WebSocketSession session) {
            sessions.add(session);
            return message -> pass(session, message);
        }

        private void pass(WebSocketSession from, WebSocketMessage message) {
            for (WebSocketSession session : sessions) {
                if (session != from) {
                    session.sendMessage(message);
                }
            }
            if (new String(message.bytes(), UTF_8).equals("abort")) {
                from.abort();
            }
        }
    }

    private static void awaitLoops(TestServer server) {
        Await.until("all are connected", () -> server.opened.get() == CLIENTS);
        Set<EventLoop> loops = new HashSet<>();
        server.channels.forEach(channel -> loops.add(channel.eventLoop()));
        assertThat(loops).hasSizeGreaterThan(1);
    }

    @Test
    void messagesOfAReadGoToOtherLoopsInOrder() throws IOException {
        connected(2, new Relay(), HttpServer::runOn, (server, clients) -> {
            awaitLoops(server);
            StringBuilder burst = new StringBuilder();
            for (int i = 0; i < 5000; i++) {
                burst.append(clientText("m" + i));
            }
            clients.get(0).send(burst.toString());

            for (RawWebSocketClient other : clients.subList(1, CLIENTS)) {
                for (int i = 0; i < 5000; i++) {
                    assertThat(other.frame().text()).isEqualTo("m" + i);
                }
            }
        });
    }

    @Test
    void connectionThatEndsInTheMiddleOfItsReadLeavesNothingBehind() throws IOException {
        connected(2, new Relay(), HttpServer::runOn, (server, clients) -> {
            awaitLoops(server);
            clients.get(0).send(clientText("a"), clientText("b"), clientText("abort"), clientText("never"));

            for (RawWebSocketClient other : clients.subList(1, CLIENTS)) {
                assertThat(List.of(
                                other.frame().text(),
                                other.frame().text(),
                                other.frame().text()))
                        .containsExactly("a", "b", "abort");
            }
            clients.get(1).send(clientText("next"));
            assertThat(clients.get(2).frame().text()).isEqualTo("next");
            assertThat(clients.get(3).frame().text()).isEqualTo("next");
        });
    }
}

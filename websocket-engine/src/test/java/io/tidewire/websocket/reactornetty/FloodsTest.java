package io.tidewire.websocket.reactornetty;

import static io.tidewire.websocket.testing.Frames.BINARY;
import static io.tidewire.websocket.testing.Frames.CONTINUES;
import static io.tidewire.websocket.testing.Frames.KEY;
import static io.tidewire.websocket.testing.Frames.PING;
import static io.tidewire.websocket.testing.Frames.PONG;
import static io.tidewire.websocket.testing.Frames.TEXT_BEGINS;
import static io.tidewire.websocket.testing.Frames.client;
import static io.tidewire.websocket.testing.Frames.clientClose;
import static io.tidewire.websocket.testing.Frames.clientText;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.Channel;
import io.tidewire.websocket.BinaryMessage;
import io.tidewire.websocket.WebSocketListener;
import io.tidewire.websocket.WebSocketMessage;
import io.tidewire.websocket.WebSocketOptions;
import io.tidewire.websocket.WebSocketSession;
import io.tidewire.websocket.testing.Await;
import io.tidewire.websocket.testing.Hex;
import io.tidewire.websocket.testing.RawWebSocketClient;
import io.tidewire.websocket.testing.Resources;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.Deflater;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What clients can do by sheer number costs the server next to nothing. */
class FloodsTest {

    private static final int MIB = 1024 * 1024;

    /** What the virtual machine, the test and the buffers of the network may take meanwhile, in bytes. */
    private static final long NOISE = 4L * MIB;

    private static byte[] times(int count, String frame) {
        return Hex.hex(Hex.times(count, frame));
    }

    /** Sends on a thread of its own, so that a server that stops reading fails the test and does not hang it. */
    private static CompletableFuture<Void> sends(RawWebSocketClient client, byte[] batch, int batches) {
        return CompletableFuture.runAsync(() -> {
            try {
                for (int i = 0; i < batches; i++) {
                    client.send(batch);
                }
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    /** A client whose socket holds little that it has not read. */
    private static RawWebSocketClient narrow(TestServer server, String... headers) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(8 * 1024);
        socket.connect(new InetSocketAddress("localhost", server.port()));
        RawWebSocketClient client = new RawWebSocketClient(socket);
        client.send(RawWebSocketClient.request("/", headers));
        client.readAccepted();
        return client;
    }

    private static void assertEchoes(RawWebSocketClient client) throws IOException {
        client.send(clientText("still here"));
        assertThat(client.frame().text()).isEqualTo("still here");
    }

    @Test
    void pongsThatAreNeverReadDoNotQueueUp() throws Exception { // 5.5.3: the most recent ping may be answered alone
        AtomicInteger messages = new AtomicInteger();
        TestServer server = new TestServer(WebSocketOptions.defaults(), session -> message -> {
            if (messages.incrementAndGet() > 1) {
                session.sendMessage(message);
            }
        });
        try (server;
                RawWebSocketClient flooder = narrow(server);
                RawWebSocketClient other = server.connect()) {
            Channel channel = server.channels.get(0);
            byte[] batch = times(10_000, client(PING, "0102030405060708"));
            long before = Resources.heap();

            CompletableFuture<Void> sent = sends(flooder, batch, 200);
            Await.until("two million pings are sent", sent::isDone);
            sent.join();
            flooder.send(clientText("behind them"));
            Await.until("all were received", () -> messages.get() == 1);

            assertThat(Resources.heap() - before).as("heap").isLessThan(NOISE);
            assertThat(channel.bytesBeforeWritable())
                    .as("waits for the network: %s", channel)
                    .isLessThan(256 * 1024L);
            assertThat(channel.isOpen()).isTrue();
            assertThat(server.closed).isEmpty();
            assertEchoes(other);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "61"})
    void fragmentsStopAtTheLimit(String payload) throws IOException {
        int limit = WebSocketOptions.defaults().maxFragments();
        try (TestServer server = TestServer.echo(WebSocketOptions.defaults());
                RawWebSocketClient client = server.connect();
                RawWebSocketClient other = server.connect()) {
            byte[] batch = times(10_000, client(CONTINUES, payload));
            long before = Resources.heap();
            client.send(client(TEXT_BEGINS, payload));
            for (int fragments = 1; fragments + 10_000 < limit; fragments += 10_000) {
                client.send(batch);
            }
            client.send(client(PING, "01"));
            assertThat(client.frame().hex()).isEqualTo("8a0101");
            assertThat(Resources.heap() - before).as("heap").isLessThan(NOISE);

            CompletableFuture<Void> rest = sends(client, batch, 87);
            assertThat(client.readCloseAndEnd()).isEqualTo(1008);
            Await.until("a million are sent", rest::isDone);
            rest.join(); // read and thrown away, so that the close frame is not lost
            assertEchoes(other);
        }
    }

    @Test
    void announcedFramesCostWhatWasSent() throws IOException {
        int clients = 200;
        int announced = 64 * MIB;
        WebSocketOptions options =
                WebSocketOptions.builder().maxMessageSize(announced).build();
        List<RawWebSocketClient> open = new ArrayList<>();
        try (TestServer server = TestServer.echo(options)) {
            for (int i = 0; i < clients; i++) {
                open.add(server.connect());
            }
            long before = Resources.heap();
            String begun = "82ff%016x".formatted(announced) + KEY + Hex.times(10, "01");
            for (RawWebSocketClient client : open) {
                client.send(client(PING, "01"), begun); // one read
                assertThat(client.frame().hex()).isEqualTo("8a0101");
            }

            assertThat(Resources.heap() - before).as("heap").isLessThan(clients * 16L * 1024);
            assertThat(server.closed).isEmpty();
        } finally {
            for (RawWebSocketClient client : open) {
                client.close();
            }
        }
    }

    @Test
    void slowReaderOfABroadcastCostsItsQueueAndAPart() throws Exception {
        List<WebSocketSession> sessions = new CopyOnWriteArrayList<>();
        TestServer server = new TestServer(WebSocketOptions.defaults(), session -> {
            sessions.add(session);
            return message -> {};
        });
        try (server;
                RawWebSocketClient slow = narrow(server);
                RawWebSocketClient fast = connectBehindAnother(server, sessions)) {
            Await.until("both are open", () -> sessions.size() == 2);
            CompletableFuture<Integer> read = CompletableFuture.supplyAsync(() -> messagesUntilClosed(fast));
            Channel channel = server.channels.get(0);
            long most = 0;
            int sent = 0;
            while (sessions.get(0).isOpen() && sent < 100) {
                WebSocketMessage message = new BinaryMessage(new byte[MIB]);
                sessions.get(0).sendMessage(message);
                sessions.get(1).sendMessage(message).block(); // paced by the one that reads
                sent++;
                most = Math.max(most, channel.isOpen() ? channel.bytesBeforeWritable() : 0);
            }
            Await.until("the slow one is closed", () -> !server.closed.isEmpty());
            sessions.get(1).close();
            Await.until("the fast one has read all", read::isDone);

            assertThat(server.closed.get(0).getCode()).isEqualTo(1013);
            assertThat(slow.stream().read()).as("what it could have read").isEqualTo(BINARY);
            assertThat(most).as("in buffers").isLessThan(512 * 1024L);
            assertThat(read.join()).isEqualTo(sent);
        }
    }

    /** The list has them in the order in which they were told of, which the answers to two handshakes need not have. */
    private static RawWebSocketClient connectBehindAnother(TestServer server, List<WebSocketSession> sessions)
            throws IOException {
        Await.until("the first is open", () -> sessions.size() == 1);
        return server.connect();
    }

    private static int messagesUntilClosed(RawWebSocketClient client) {
        try {
            int messages = 0;
            while (!client.frame().isClose()) {
                messages++;
            }
            client.send(clientClose(1000, ""));
            return messages;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void messagesThatInflateToMuchDoNotPileUpBeforeASlowListener() throws Exception {
        Asking listener = new Asking();
        TestServer server = new TestServer(WebSocketOptions.defaults(), session -> listener);
        try (server;
                RawWebSocketClient client = RawWebSocketClient.open(
                        server.port(),
                        "/",
                        "Sec-WebSocket-Extensions: permessage-deflate; client_no_context_takeover")) {
            String bomb = client(BINARY | 0x40, Hex.of(deflated(new byte[MIB])));
            int count = 60_000 / (bomb.length() / 2);
            assertThat(count).as("bombs in a read").isGreaterThan(40);
            long before = Resources.heap();
            // a stream of pongs, which nobody answers, makes the server read in the largest pieces
            client.send(Hex.hex(client(PONG, Hex.times(125, "00")).repeat(8_000) + bomb.repeat(count)));
            Channel channel = server.channels.get(0);
            Await.until("the connection is not read", () -> !channel.config().isAutoRead());
            channel.eventLoop().submit(() -> {}).get();
            assertThat(Resources.heap() - before).as("heap").isLessThan(NOISE + 2L * MIB);

            for (int i = 1; i <= count; i++) {
                listener.inbound.join().request(1);
            }
            Await.until("all are there", () -> listener.bytes.get() == count * MIB);
            client.send(client(PING, "01"));
            assertThat(client.frame().hex()).isEqualTo("8a0101");
        }
    }

    private static byte[] deflated(byte[] message) {
        Deflater deflater = new Deflater(9, true);
        deflater.setInput(message);
        byte[] out = new byte[64 * 1024];
        int length = deflater.deflate(out, 0, out.length, Deflater.SYNC_FLUSH);
        deflater.end();
        return Arrays.copyOf(out, length - 4); // RFC 7692, 7.2.1: without the tail
    }

    /** Asks for what the test tells it to. */
    private static final class Asking implements WebSocketListener {

        final CompletableFuture<Inbound> inbound = new CompletableFuture<>();
        final AtomicInteger bytes = new AtomicInteger();

        @Override
        public void onOpen(Inbound opened) {
            inbound.complete(opened);
        }

        @Override
        public void onMessage(WebSocketMessage message) {
            bytes.addAndGet(message.getPayloadLength());
        }
    }
}

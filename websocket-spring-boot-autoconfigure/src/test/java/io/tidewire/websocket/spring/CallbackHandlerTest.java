package io.tidewire.websocket.spring;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.websocketdemo.MyWebSocketHandler;
import io.tidewire.websocket.BinaryMessage;
import io.tidewire.websocket.CloseStatus;
import io.tidewire.websocket.ProtocolViolation;
import io.tidewire.websocket.TextMessage;
import io.tidewire.websocket.WebSocketSession;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Handlers with a method for each thing that happens. */
@ExtendWith(OutputCaptureExtension.class)
class CallbackHandlerTest {

    private static TestServer server;

    @BeforeAll
    static void start() {
        server = TestServer.with(
                List.of("tidewire.endpoints.loop.execution=event-loop"),
                MyWebSocketHandler.class,
                Order.class,
                Failing.class,
                Diary.class,
                LoopHandler.class,
                Bytes.class,
                Closing.class);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void handlerOfTheDocumentGreetsBroadcastsAndAnswers() {
        try (TestClient first = server.connect("/my-websocket-endpoint");
                TestClient second = server.connect("/my-websocket-endpoint")) {
            assertThat(first.text()).isEqualTo("欢迎连接到Spring Boot WebSocket服务器!");
            assertThat(second.text()).isEqualTo("欢迎连接到Spring Boot WebSocket服务器!");

            first.send("你好，服务器！我是客户端。");

            assertThat(first.text()).isEqualTo("服务器已收到您的消息: 你好，服务器！我是客户端。");
            assertThat(second.text()).startsWith("用户 ").endsWith(" 说: 你好，服务器！我是客户端。");

            second.close(1000, "客户端主动关闭");
            assertThat(second.closeCode()).isEqualTo(1000);
            first.send("再见");
            assertThat(first.text()).isEqualTo("服务器已收到您的消息: 再见");
        }
    }

    @Test
    void binaryClosesTextHandlerWith1003() {
        try (TestClient client = server.connect("/my-websocket-endpoint")) {
            client.send(new byte[] {1});
            assertThat(client.closeCode()).isEqualTo(1003);
            assertThat(client.closeReason()).isEqualTo("binary messages not supported");
        }
    }

    @Test
    void textClosesBinaryHandlerWith1003() {
        try (TestClient client = server.connect("/bytes")) {
            client.send(new byte[] {1, 2, 3});
            assertThat(client.binary()).containsExactly(3, 2, 1);
            client.send("text");
            assertThat(client.closeCode()).isEqualTo(1003);
        }
    }

    @Test
    void messagesAreHandledInOrderByOneWorkerAtATime() {
        try (TestClient client = server.connect("/order")) {
            int count = 10_000;
            for (int i = 0; i < count; i++) {
                client.send(Integer.toString(i));
            }
            for (int i = 0; i < count; i++) {
                assertThat(client.text()).isEqualTo(Integer.toString(i));
            }
        }
    }

    @SocketHandler("/order")
    static class Order extends TextWebSocketHandler {

        @Override
        protected void handleTextMessage(WebSocketSession session, TextMessage message) {
            assertThat(Thread.currentThread().getName()).startsWith("task-");
            session.sendMessage(message);
        }
    }

    @Test
    void exceptionIsToldAndLoggedOnceAndClosesWith1011(CapturedOutput output) throws InterruptedException {
        try (TestClient client = server.connect("/failing")) {
            client.send("boom");
            assertThat(client.closeCode()).isEqualTo(1011);
            assertThat(client.closeReason()).isEmpty();
            assertThat(server.bean(Failing.class).told.poll(5, TimeUnit.SECONDS))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("boom");
            assertThat(output.toString().split(" ERROR ", -1)).hasSize(2);
            assertThat(output).contains("java.lang.IllegalStateException: boom");
        }
    }

    @Test
    void closeByFailingHandlerWins() {
        try (TestClient client = server.connect("/failing")) {
            client.send("4001");
            assertThat(client.closeCode()).isEqualTo(4001);
        }
    }

    @SocketHandler("/failing")
    static class Failing extends TextWebSocketHandler {

        final BlockingQueue<Throwable> told = new LinkedBlockingQueue<>();

        @Override
        protected void handleTextMessage(WebSocketSession session, TextMessage message) {
            throw new IllegalStateException(message.getPayload());
        }

        @Override
        public void handleTransportError(WebSocketSession session, Throwable exception) {
            if ("4001".equals(exception.getMessage())) {
                session.close(new CloseStatus(4001));
            } else {
                told.add(exception);
            }
        }
    }

    @Test
    void allMethodsAreCalledInOrder() throws Exception {
        Diary diary = server.bean(Diary.class);
        diary.entries.clear();
        try (TestClient client = server.connect("/diary")) {
            client.send("a").send("b");
            for (String entry : List.of("established", "a", "b")) {
                assertThat(diary.entries.poll(5, TimeUnit.SECONDS)).isEqualTo(entry);
            }
            client.socket().sendPong(ByteBuffer.wrap(new byte[] {7})).join();
            client.send("c").close(4000, "done");
            for (String entry : List.of("pong 7", "c", "closed 4000 done")) {
                assertThat(diary.entries.poll(5, TimeUnit.SECONDS)).isEqualTo(entry);
            }
        }
    }

    @Test
    void brokenProtocolIsToldButNotLoggedAsFault(CapturedOutput output) throws Exception {
        Diary diary = server.bean(Diary.class);
        diary.entries.clear();
        try (RawClient client = new RawClient(server.port())) {
            client.send(RawClient.handshake("/diary"));
            client.head();
            client.send("", new byte[] {(byte) 0x81, 1, 'x'}); // not masked
            assertThat(client.frame()).isEqualTo("8:1002");
            assertThat(diary.entries.poll(5, TimeUnit.SECONDS)).isEqualTo("established");
            assertThat(diary.entries.poll(5, TimeUnit.SECONDS)).isEqualTo("error ProtocolViolation");
            assertThat(diary.entries.poll(5, TimeUnit.SECONDS)).startsWith("closed 1002");
            assertThat(output).doesNotContain("ERROR", "WARN");
        }
    }

    @SocketHandler("/diary")
    static class Diary extends TextWebSocketHandler {

        final BlockingQueue<String> entries = new LinkedBlockingQueue<>();

        @Override
        public void afterConnectionEstablished(WebSocketSession session) {
            entries.add("established");
        }

        @Override
        protected void handleTextMessage(WebSocketSession session, TextMessage message) {
            entries.add(message.getPayload());
        }

        @Override
        protected void handlePongMessage(WebSocketSession session, ByteBuffer payload) {
            entries.add("pong " + payload.get());
        }

        @Override
        public void handleTransportError(WebSocketSession session, Throwable exception) {
            entries.add("error " + exception.getClass().getSimpleName());
        }

        @Override
        public void afterConnectionClosed(WebSocketSession session, CloseStatus status) {
            entries.add("closed " + status.getCode() + " " + status.getReason());
        }
    }

    @Test
    void eventLoopExecutionStaysOnTheLoopAndKeepsTheViolationsStatus() throws Exception {
        try (RawClient client = new RawClient(server.port())) {
            client.send(RawClient.handshake("/loop"), RawClient.frame(1, "who"));
            client.head();
            assertThat(client.frame()).startsWith("1:reactor-http");
            client.send("", new byte[] {(byte) 0x81, 1, 'x'});
            assertThat(client.frame()).isEqualTo("8:1002"); // though handleTransportError closes with 1011
        }
    }

    @SocketHandler("/loop")
    static class LoopHandler extends TextWebSocketHandler {

        @Override
        protected void handleTextMessage(WebSocketSession session, TextMessage message) {
            session.sendMessage(new TextMessage(Thread.currentThread().getName()));
        }

        @Override
        public void handleTransportError(WebSocketSession session, Throwable exception) {
            assertThat(exception).isInstanceOf(ProtocolViolation.class);
            session.close(CloseStatus.SERVER_ERROR);
        }
    }

    @SocketHandler("/bytes")
    static class Bytes extends BinaryWebSocketHandler {

        @Override
        protected void handleBinaryMessage(WebSocketSession session, BinaryMessage message) {
            byte[] bytes = message.bytes();
            byte[] reversed = new byte[bytes.length];
            for (int i = 0; i < bytes.length; i++) {
                reversed[i] = bytes[bytes.length - 1 - i];
            }
            session.sendMessage(new BinaryMessage(reversed));
        }
    }

    @Test
    void nothingIsHandledBehindTheHandlersOwnClose() throws Exception {
        Closing closing = server.bean(Closing.class);
        try (TestClient client = server.connect("/closing")) {
            for (String message : List.of("1", "2", "close", "3", "4")) {
                client.send(message);
            }
            closing.received.await();
            assertThat(client.closeCode()).isEqualTo(1000);
            assertThat(closing.handled.poll(5, TimeUnit.SECONDS)).isEqualTo("1");
            assertThat(closing.handled.poll(5, TimeUnit.SECONDS)).isEqualTo("2");
            assertThat(closing.handled.poll(5, TimeUnit.SECONDS)).isEqualTo("close");
            assertThat(closing.handled.poll(5, TimeUnit.SECONDS)).isEqualTo("closed");
        }
    }

    @SocketHandler("/closing")
    static class Closing extends TextWebSocketHandler {

        final BlockingQueue<String> handled = new LinkedBlockingQueue<>();
        final CountDownLatch received = new CountDownLatch(1);

        @Override
        protected void handleTextMessage(WebSocketSession session, TextMessage message) {
            handled.add(message.getPayload());
            if (message.getPayload().equals("close")) {
                session.close();
                // the client has answered before this method returns
                assertThat(session.closeStatus().block()).isEqualTo(CloseStatus.NORMAL);
                received.countDown();
            }
        }

        @Override
        public void afterConnectionClosed(WebSocketSession session, CloseStatus status) {
            handled.add("closed");
        }
    }
}

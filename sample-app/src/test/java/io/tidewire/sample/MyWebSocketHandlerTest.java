package io.tidewire.sample;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.websocket.test.WebSocketPair;
import io.tidewire.websocket.test.WebSocketTestConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The chat, without a port. */
class MyWebSocketHandlerTest {

    private final MyWebSocketHandler handler = new MyWebSocketHandler();
    private final List<WebSocketPair> pairs = new ArrayList<>();

    private WebSocketTestConnection join() {
        WebSocketPair pair = WebSocketPair.of(handler).connect("/my-websocket-endpoint");
        pairs.add(pair);
        return pair.client().expectText("欢迎连接到Spring Boot WebSocket服务器!");
    }

    @AfterEach
    void leave() {
        pairs.forEach(WebSocketPair::close);
    }

    @Test
    void severalClientsChat() {
        List<WebSocketTestConnection> clients = List.of(join(), join(), join(), join(), join());
        for (int i = 0; i < clients.size(); i++) {
            clients.get(i).send("我是" + i);
            for (WebSocketTestConnection client : clients) {
                if (client == clients.get(i)) {
                    client.expectText("服务器已收到您的消息: 我是" + i);
                } else {
                    assertThat(client.expectText()).startsWith("用户 ").endsWith(" 说: 我是" + i);
                }
            }
        }
        clients.forEach(client -> client.expectNothing(Duration.ZERO));
    }

    @Test
    void whoHasLeftHearsNothingAndDisturbsNobody() {
        WebSocketTestConnection stays = join();
        join().close(1000).expectClose(1000);
        join().reset().expectClose(1006);

        stays.send("还有人吗").expectText("服务器已收到您的消息: 还有人吗").expectNothing(Duration.ofMinutes(1));
    }

    @Test
    void binaryIsNotTaken() {
        join().send(new byte[] {1}).expectClose(1003, "binary messages not supported");
    }
}

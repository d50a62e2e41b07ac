package io.tidewire.benchmarks.server;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.web.reactive.HandlerMapping;
import org.springframework.web.reactive.config.WebFluxConfigurer;
import org.springframework.web.reactive.handler.SimpleUrlHandlerMapping;
import org.springframework.web.reactive.socket.WebSocketHandler;
import org.springframework.web.reactive.socket.WebSocketMessage;
import org.springframework.web.reactive.socket.WebSocketSession;
import org.springframework.web.reactive.socket.server.WebSocketService;
import org.springframework.web.reactive.socket.server.support.HandshakeWebSocketService;
import org.springframework.web.reactive.socket.server.upgrade.ReactorNettyRequestUpgradeStrategy;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.WebsocketServerSpec;

/** Stock Spring WebFlux. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
class WebFluxServer {

    private static final int MAX_MESSAGE_SIZE = 1 << 20;

    public static void main(String[] args) {
        SpringApplication application = new SpringApplication(WebFluxServer.class);
        if (System.getenv("TLS_CERT") != null) {
            application.setAdditionalProfiles("tls");
        }
        application.run(args);
        System.out.println("READY");
    }

    @Bean
    HandlerMapping handlers(@Value("${FORWARD:false}") boolean forward) {
        Room everybody = new Room();
        Map<String, Room> rooms = new ConcurrentHashMap<>();
        Room collectors = new Room();
        WebSocketHandler echo = forward
                ? session -> session.send(session.receive().doOnNext(WebSocketMessage::retain))
                : session -> session.send(session.receive().map(message -> echo(session, message)));
        WebSocketHandler broadcast = session -> exchange(session, everybody);
        WebSocketHandler room = session -> exchange(session, rooms.computeIfAbsent(path(session), path -> new Room()));
        WebSocketHandler fanIn =
                session -> session.receive().doOnNext(collectors::emit).then();
        WebSocketHandler collect = session -> {
            Mono<Void> input = session.receive().then();
            Mono<Void> output = session.send(collectors.messagesFor(session));
            return input.and(output);
        };
        return new SimpleUrlHandlerMapping(
                Map.of(
                        "/echo",
                        echo,
                        "/broadcast",
                        broadcast,
                        "/room/{room}",
                        room,
                        "/fan-in",
                        fanIn,
                        "/collect",
                        collect),
                -1);
    }

    private static Mono<Void> exchange(WebSocketSession session, Room room) {
        Mono<Void> input = session.receive().doOnNext(room::emit).then();
        Mono<Void> output = session.send(room.messagesFor(session));
        return input.and(output);
    }

    private static String path(WebSocketSession session) {
        return session.getHandshakeInfo().getUri().getPath();
    }

    /** As the handlers of Spring's reference documentation deal with text. */
    private static WebSocketMessage echo(WebSocketSession session, WebSocketMessage message) {
        return message.getType() == WebSocketMessage.Type.TEXT
                ? session.textMessage(message.getPayloadAsText())
                : session.binaryMessage(buffers -> message.retain().getPayload());
    }

    @Bean
    WebFluxConfigurer settings(@Value("${COMPRESSION:false}") boolean compression) {
        ReactorNettyRequestUpgradeStrategy strategy = new ReactorNettyRequestUpgradeStrategy(
                () -> WebsocketServerSpec.builder().compress(compression).maxFramePayloadLength(MAX_MESSAGE_SIZE));
        return new WebFluxConfigurer() {
            @Override
            public WebSocketService getWebSocketService() {
                return new HandshakeWebSocketService(strategy);
            }
        };
    }
}

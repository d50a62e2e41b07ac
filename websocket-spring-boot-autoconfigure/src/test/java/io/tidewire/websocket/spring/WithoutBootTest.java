package io.tidewire.websocket.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.websocket.WebSocketOptions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.server.reactive.ReactorHttpHandlerAdapter;
import org.springframework.web.reactive.config.EnableWebFlux;
import org.springframework.web.reactive.config.WebFluxConfigurer;
import org.springframework.web.reactive.handler.SimpleUrlHandlerMapping;
import org.springframework.web.reactive.socket.WebSocketHandler;
import org.springframework.web.reactive.socket.server.WebSocketService;
import org.springframework.web.reactive.socket.server.support.HandshakeWebSocketService;
import org.springframework.web.server.adapter.WebHttpHandlerBuilder;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

/** Spring WebFlux on a Reactor Netty server that the application starts itself. */
class WithoutBootTest {

    @Configuration(proxyBeanMethods = false)
    @EnableWebFlux
    static class Application implements WebFluxConfigurer {

        @Override
        public WebSocketService getWebSocketService() {
            return new HandshakeWebSocketService(new TidewireRequestUpgradeStrategy(
                    WebSocketOptions.builder().maxMessageSize(10).build()));
        }

        @Bean
        SimpleUrlHandlerMapping handlers() {
            WebSocketHandler echo = session -> session.send(session.receive());
            return new SimpleUrlHandlerMapping(Map.of("/echo", echo), -1);
        }
    }

    @Test
    void strategyAloneRunsWebFluxHandlersWithItsOptions() {
        try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext(Application.class)) {
            DisposableServer server = HttpServer.create()
                    .handle(new ReactorHttpHandlerAdapter(
                            WebHttpHandlerBuilder.applicationContext(context).build()))
                    .bindNow();
            try (TestClient client = TestClient.to("ws://localhost:" + server.port() + "/echo")) {
                assertThat(client.send("short").text()).isEqualTo("short");
                client.send("longer than ten");
                assertThat(client.closeCode()).isEqualTo(1009);
            } finally {
                server.disposeNow();
            }
        }
    }
}

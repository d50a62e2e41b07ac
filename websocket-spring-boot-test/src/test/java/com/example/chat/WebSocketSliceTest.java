package com.example.chat;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.websocket.test.WebSocketTestClient;
import io.tidewire.websocket.test.WebSocketTestConnection;
import io.tidewire.websocket.test.autoconfigure.AutoConfigureWebSocketTestClient;
import io.tidewire.websocket.test.autoconfigure.WebSocketTest;
import java.net.InetSocketAddress;
import java.util.Objects;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.security.autoconfigure.web.reactive.ReactiveWebSecurityAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.ComponentScan.Filter;
import org.springframework.context.annotation.FilterType;
import org.springframework.test.context.bean.override.mockito.MockitoBean;

/** Which beans a slice has, and that its server can be connected to. */
class WebSocketSliceTest {

    @Nested
    @WebSocketTest(
            handlers = EchoHandler.class,
            properties = {"tidewire.endpoints.chat.max-message-size=1KB", "tidewire.endpoints.echo.max-message-size=1KB"
            },
            excludeAutoConfiguration = ReactiveWebSecurityAutoConfiguration.class)
    class OneHandler {

        @Test
        void isServedWithFiltersAndWithoutTheRest(
                @Autowired ApplicationContext context, @Autowired WebSocketTestClient client) {
            assertThat(context.getBeanNamesForType(EchoHandler.class)).hasSize(1);
            assertThat(context.getBeanNamesForType(VersionFilter.class)).hasSize(1);
            assertThat(context.getBeanNamesForType(ChatHandler.class)).isEmpty();
            assertThat(context.getBeanNamesForType(History.class)).isEmpty();
            try (WebSocketTestConnection echo = client.connect("/echo")) {
                InetSocketAddress server =
                        Objects.requireNonNull(echo.session().getHandshakeInfo().remoteAddress());
                assertThat(server.getAddress().getHostAddress()).isEqualTo("127.0.0.1");
                assertThat(echo.responseHeaders().first("X-Version")).isEqualTo("7");
                echo.send("hello").expectText("hello").close(1000).expectClose(1000);
            }
            try (WebSocketTestConnection echo = client.connect("/echo")) {
                echo.send("x".repeat(1025)).expectClose(1009);
            }
            client.expectRefused("/chat/red", 404);
        }
    }

    @Nested
    @WebSocketTest(handlers = RoomHandler.class, excludeAutoConfiguration = ReactiveWebSecurityAutoConfiguration.class)
    class HandlerWithSockets {

        @Test
        void isServedWithAllThatStandsBesideHandlers(
                @Autowired ApplicationContext context, @Autowired WebSocketTestClient client) {
            for (Class<?> extension : Extensions.class.getDeclaredClasses()) {
                assertThat(context.getBeanNamesForType(extension))
                        .as(extension.getName())
                        .hasSize(1);
            }
            try (WebSocketTestConnection speaker = client.connect("/room");
                    WebSocketTestConnection listener = client.connect("/room")) {
                listener.expectText("in");
                speaker.expectText("in").send("hello").expectText("hello");
                listener.expectText("hello");
            }
        }
    }

    @Nested
    @WebSocketTest(excludeAutoConfiguration = ReactiveWebSecurityAutoConfiguration.class)
    class AllHandlers {

        @MockitoBean
        @SuppressWarnings("UnusedVariable")
        private History history;

        @Test
        void areThere(@Autowired ApplicationContext context) {
            assertThat(context.getBeanNamesForType(EchoHandler.class)).hasSize(1);
            assertThat(context.getBeanNamesForType(ChatHandler.class)).hasSize(1);
        }
    }

    @Nested
    @WebSocketTest(
            useDefaultFilters = false,
            includeFilters = @Filter(type = FilterType.ASSIGNABLE_TYPE, classes = History.class),
            excludeAutoConfiguration = ReactiveWebSecurityAutoConfiguration.class)
    class OwnFilters {

        @Test
        void choose(@Autowired ApplicationContext context) {
            assertThat(context.getBeanNamesForType(History.class)).hasSize(1);
            assertThat(context.getBeanNamesForType(EchoHandler.class)).isEmpty();
            assertThat(context.getBeanNamesForType(VersionFilter.class)).isEmpty();
        }
    }

    @Nested
    @SpringBootTest(
            webEnvironment = WebEnvironment.RANDOM_PORT,
            properties = {"spring.security.user.password=secret", "spring.webflux.base-path=/app"})
    @AutoConfigureWebSocketTestClient
    class WholeApplication {

        @Test
        void hasTheClientToo(@Autowired WebSocketTestClient client) {
            client.expectRefused("/echo", 401);
        }
    }
}

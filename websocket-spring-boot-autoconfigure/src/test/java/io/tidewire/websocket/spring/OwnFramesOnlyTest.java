package io.tidewire.websocket.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.websocket.WebSocketMessage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.reactive.handler.SimpleUrlHandlerMapping;
import org.springframework.web.reactive.socket.WebSocketHandler;
import reactor.core.publisher.Flux;

/** A JVM of its own serves a message on both roads and tells which classes it loaded. */
class OwnFramesOnlyTest {

    @TempDir
    Path directory;

    @Test
    void noWebSocketClassOfNettyIsLoaded() throws Exception {
        Path loaded = directory.resolve("loaded");
        Path output = directory.resolve("output");
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        Process application = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xlog:class+load:file=" + loaded,
                        "-Xshare:auto",
                        "-cp",
                        classPath,
                        Application.class.getName())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        assertThat(application.waitFor()).as(Files.readString(output)).isZero();
        List<String> classes = Files.readAllLines(loaded);
        assertThat(classes)
                .anyMatch(line -> line.contains("io.tidewire.websocket.protocol.WebSocketProtocol "))
                .noneMatch(line -> line.contains("io.netty.handler.codec.http.websocketx"));
    }

    /** Echoes one message to itself, through either kind of handler. */
    static final class Application {

        public static void main(String[] arguments) {
            try (TestServer server = TestServer.with(Echo.class, WebFluxEcho.class)) {
                for (String path : List.of("/echo", "/webflux")) {
                    try (TestClient client = server.connect(path)) {
                        client.send("text");
                        assertThat(client.text()).isEqualTo("text");
                        client.close(1000, "");
                        assertThat(client.closeCode()).isEqualTo(1000);
                    }
                }
            }
            System.exit(0);
        }
    }

    @SocketHandler("/echo")
    static class Echo {

        @OnMessage
        Flux<WebSocketMessage> echo(Flux<WebSocketMessage> inbound) {
            return inbound;
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class WebFluxEcho {

        @Bean
        SimpleUrlHandlerMapping handlers() {
            WebSocketHandler echo = session -> session.send(session.receive());
            return new SimpleUrlHandlerMapping(java.util.Map.of("/webflux", echo), -1);
        }
    }
}

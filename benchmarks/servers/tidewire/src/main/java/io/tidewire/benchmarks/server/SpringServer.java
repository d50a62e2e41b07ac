package io.tidewire.benchmarks.server;

import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Import;

/** An application with the starter; STYLE says how its echo is written. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import(RoomHandlers.class)
class SpringServer {

    public static void main(String[] args) {
        String style = System.getenv().getOrDefault("STYLE", "callback");
        Class<?> echo = switch (style) {
            case "callback", "worker", "virtual" -> EchoHandlers.Callback.class;
            case "text" -> EchoHandlers.Text.class;
            case "method" -> EchoHandlers.Method.class;
            case "stream" -> EchoHandlers.Stream.class;
            case "json" -> EchoHandlers.Json.class;
            default -> throw new IllegalArgumentException("STYLE " + style);
        };
        boolean onWorker = style.equals("worker") || style.equals("virtual");
        SpringApplication application = new SpringApplication(SpringServer.class, echo);
        application.setDefaultProperties(Map.of(
                "server.address",
                "127.0.0.1",
                "server.port",
                System.getenv("PORT"),
                "spring.main.banner-mode",
                "off",
                "spring.threads.virtual.enabled",
                style.equals("virtual"),
                "tidewire.execution",
                onWorker ? "worker" : "event-loop",
                "tidewire.compression.enabled",
                System.getenv().getOrDefault("COMPRESSION", "false")));
        if (System.getenv("TLS_CERT") != null) {
            application.setAdditionalProfiles("tls");
        }
        application.run(args);
        System.out.println("READY");
    }
}

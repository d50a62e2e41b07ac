package io.tidewire.benchmarks.server;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.config.annotation.EnableWebSocket;
import org.springframework.web.socket.config.annotation.WebSocketConfigurer;
import org.springframework.web.socket.config.annotation.WebSocketHandlerRegistry;
import org.springframework.web.socket.server.RequestUpgradeStrategy;
import org.springframework.web.socket.server.support.DefaultHandshakeHandler;

/** Stock Spring MVC; a server adds its upgrade strategy. Tomcat and Jetty compress for each client that offers it. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@EnableWebSocket
class MvcApplication implements WebSocketConfigurer {

    /** Bytes. */
    static final int MAX_MESSAGE_SIZE = 1 << 20;

    private final RequestUpgradeStrategy upgradeStrategy;

    MvcApplication(RequestUpgradeStrategy upgradeStrategy) {
        this.upgradeStrategy = upgradeStrategy;
    }

    static void run(Class<?> server) {
        SpringApplication application = new SpringApplication(MvcApplication.class, server);
        if (System.getenv("TLS_CERT") != null) {
            application.setAdditionalProfiles("tls");
        }
        application.run();
        System.out.println("READY");
    }

    @Override
    public void registerWebSocketHandlers(WebSocketHandlerRegistry registry) {
        Receivers everybody = new Receivers();
        Receivers collectors = new Receivers();
        register(registry, new EchoHandler(), "/echo");
        register(registry, everybody.members(), "/broadcast");
        register(registry, collectors.senders(), "/fan-in");
        register(registry, collectors.members(), "/collect");
    }

    private void register(WebSocketHandlerRegistry registry, WebSocketHandler handler, String path) {
        registry.addHandler(handler, path).setHandshakeHandler(new DefaultHandshakeHandler(upgradeStrategy));
    }
}

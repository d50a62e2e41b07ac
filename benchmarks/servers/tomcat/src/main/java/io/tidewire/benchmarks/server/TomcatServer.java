package io.tidewire.benchmarks.server;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.socket.server.RequestUpgradeStrategy;
import org.springframework.web.socket.server.standard.ServletServerContainerFactoryBean;
import org.springframework.web.socket.server.standard.StandardWebSocketUpgradeStrategy;

/** Spring MVC on Tomcat. */
@Configuration(proxyBeanMethods = false)
class TomcatServer {

    public static void main(String[] args) {
        MvcApplication.run(TomcatServer.class);
    }

    @Bean
    RequestUpgradeStrategy upgradeStrategy() {
        return new StandardWebSocketUpgradeStrategy();
    }

    /**
     * Tomcat takes three times this many bytes for each connection, used or not; where thousands connect and messages are
     * small, MESSAGE_LIMIT gives it what it has by default, 8192.
     */
    @Bean
    ServletServerContainerFactoryBean webSocketContainer(
            @Value("${MESSAGE_LIMIT:" + MvcApplication.MAX_MESSAGE_SIZE + "}") int messageLimit) {
        ServletServerContainerFactoryBean container = new ServletServerContainerFactoryBean();
        container.setMaxTextMessageBufferSize(messageLimit);
        container.setMaxBinaryMessageBufferSize(messageLimit);
        return container;
    }
}

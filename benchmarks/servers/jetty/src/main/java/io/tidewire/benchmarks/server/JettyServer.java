package io.tidewire.benchmarks.server;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.socket.server.RequestUpgradeStrategy;
import org.springframework.web.socket.server.jetty.JettyRequestUpgradeStrategy;

/** Spring MVC on Jetty. */
@Configuration(proxyBeanMethods = false)
class JettyServer {

    public static void main(String[] args) {
        MvcApplication.run(JettyServer.class);
    }

    @Bean
    RequestUpgradeStrategy upgradeStrategy() {
        JettyRequestUpgradeStrategy strategy = new JettyRequestUpgradeStrategy();
        strategy.addWebSocketConfigurer(settings -> {
            settings.setMaxTextMessageSize(MvcApplication.MAX_MESSAGE_SIZE);
            settings.setMaxBinaryMessageSize(MvcApplication.MAX_MESSAGE_SIZE);
        });
        return strategy;
    }
}

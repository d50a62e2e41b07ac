package io.tidewire.websocket.test.autoconfigure;

import io.tidewire.websocket.test.WebSocketTestClient;
import java.net.URI;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.test.http.server.LocalTestWebServer;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import tools.jackson.databind.json.JsonMapper;

/** {@link AutoConfiguration Auto-configuration} of a client that knows where the test's server listens. */
@AutoConfiguration
public final class WebSocketTestClientAutoConfiguration {

    /** Made by Spring. */
    WebSocketTestClientAutoConfiguration() {}

    /** Speaks JSON as the application does; asks for the port when it connects, since the server starts last. */
    @Bean
    @ConditionalOnMissingBean
    WebSocketTestClient webSocketTestClient(ApplicationContext context, ObjectProvider<JsonMapper> mapper) {
        return WebSocketTestClient.bindToServer(
                        () -> URI.create(LocalTestWebServer.obtain(context).uri()))
                .mapper(mapper.getIfAvailable(JsonMapper::shared));
    }
}

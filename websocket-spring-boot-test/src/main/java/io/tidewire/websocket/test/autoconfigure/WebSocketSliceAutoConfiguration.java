package io.tidewire.websocket.test.autoconfigure;

import io.tidewire.websocket.spring.SocketHandlerMapping;
import org.springframework.beans.factory.config.InstantiationAwareBeanPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.context.annotation.Bean;

/** {@link AutoConfiguration Auto-configuration} of what is different where not all of an application is there. */
@AutoConfiguration
public final class WebSocketSliceAutoConfiguration {

    /** Made by Spring. */
    WebSocketSliceAutoConfiguration() {}

    /** The properties of endpoints whose handlers were left out are no mistake. */
    @Bean
    static InstantiationAwareBeanPostProcessor socketHandlersOfASlice() {
        return new InstantiationAwareBeanPostProcessor() {

            @Override
            public boolean postProcessAfterInstantiation(Object bean, String beanName) {
                if (bean instanceof SocketHandlerMapping mapping) {
                    mapping.setRequireHandlers(false);
                }
                return true;
            }
        };
    }
}

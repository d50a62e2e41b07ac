package io.tidewire.websocket.autoconfigure;

import io.tidewire.websocket.spring.TidewireRequestUpgradeStrategy;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.web.reactive.socket.server.support.HandshakeWebSocketService;
import org.springframework.web.reactive.socket.server.support.WebSocketHandlerAdapter;

/**
 * Warns of an application's own {@link WebSocketHandlerAdapter}, which old guides tell to write: it comes before the
 * one that WebFlux makes, and keeps its handlers on the stock engine.
 */
final class OtherEngineWarning implements SmartInitializingSingleton {

    private static final Logger log = LoggerFactory.getLogger(OtherEngineWarning.class);

    private final ListableBeanFactory beans;

    OtherEngineWarning(ListableBeanFactory beans) {
        this.beans = beans;
    }

    @Override
    public void afterSingletonsInstantiated() {
        Map<String, WebSocketHandlerAdapter> adapters = beans.getBeansOfType(WebSocketHandlerAdapter.class);
        adapters.forEach((name, adapter) -> {
            if (!isOnThisEngine(adapter)) {
                log.warn(
                        "The bean '{}' runs WebSocketHandlers on another engine: take it away, or set"
                                + " tidewire.engine-for-webflux-handlers=false if that is on purpose",
                        name);
            }
        });
    }

    private static boolean isOnThisEngine(WebSocketHandlerAdapter adapter) {
        return adapter.getWebSocketService() instanceof HandshakeWebSocketService service
                && service.getUpgradeStrategy() instanceof TidewireRequestUpgradeStrategy;
    }
}

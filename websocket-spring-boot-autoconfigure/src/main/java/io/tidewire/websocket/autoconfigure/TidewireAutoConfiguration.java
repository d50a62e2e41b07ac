package io.tidewire.websocket.autoconfigure;

import io.tidewire.websocket.reactornetty.HandshakeDeadline;
import io.tidewire.websocket.reactornetty.UpgradeGuard;
import io.tidewire.websocket.spring.EndpointCatalog;
import io.tidewire.websocket.spring.PayloadCodec;
import io.tidewire.websocket.spring.SocketEndpointAdapter;
import io.tidewire.websocket.spring.SocketHandler;
import io.tidewire.websocket.spring.SocketHandlerMapping;
import io.tidewire.websocket.spring.SocketSessions;
import io.tidewire.websocket.spring.TidewireRequestUpgradeStrategy;
import java.time.Duration;
import java.util.concurrent.Executor;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.LazyInitializationExcludeFilter;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.webflux.autoconfigure.WebFluxAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.reactive.DispatcherHandler;
import org.springframework.web.reactive.config.WebFluxConfigurer;
import org.springframework.web.reactive.socket.server.WebSocketService;
import org.springframework.web.reactive.socket.server.support.HandshakeWebSocketService;
import reactor.core.scheduler.Schedulers;
import reactor.netty.http.server.HttpServer;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@link AutoConfiguration Auto-configuration} of WebSockets in a WebFlux application on Reactor Netty: serves {@link
 * SocketHandler} beans, and runs WebFlux's own WebSocketHandlers on the engine.
 */
@AutoConfiguration(before = WebFluxAutoConfiguration.class, after = TaskExecutionAutoConfiguration.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
@ConditionalOnClass({DispatcherHandler.class, HttpServer.class})
@EnableConfigurationProperties(TidewireProperties.class)
public final class TidewireAutoConfiguration {

    /** Made by Spring. */
    TidewireAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean
    EndpointCatalog tidewireEndpointCatalog(TidewireProperties properties) {
        return EndpointOptions.catalog(properties);
    }

    /** Speaks JSON as the rest of the application does. */
    @Bean
    @ConditionalOnMissingBean
    PayloadCodec socketPayloadCodec(ObjectProvider<JsonMapper> mapper) {
        return new PayloadCodec(mapper.getIfAvailable(JsonMapper::shared));
    }

    @Bean
    @ConditionalOnMissingBean
    SocketSessions socketSessions() {
        return new SocketSessions();
    }

    @Bean
    SocketSessionsLifecycle socketSessionsLifecycle(SocketSessions sessions, TidewireProperties properties) {
        return new SocketSessionsLifecycle(sessions, ServerOptions.shutdown(properties));
    }

    @Bean
    @ConditionalOnMissingBean
    SocketHandlerMapping socketHandlerMapping(
            EndpointCatalog catalog,
            @Qualifier("applicationTaskExecutor") ObjectProvider<Executor> taskExecutor,
            PayloadCodec codec,
            SocketSessions sessions) {
        Executor worker = taskExecutor.getIfAvailable(() -> Schedulers.boundedElastic()::schedule);
        return new SocketHandlerMapping(catalog, worker, codec, sessions);
    }

    @Bean
    @ConditionalOnMissingBean
    SocketEndpointAdapter socketEndpointAdapter() {
        return new SocketEndpointAdapter();
    }

    /** Mistakes in handlers are to be found at start, and the last session is to be closed by somebody. */
    @Bean
    static LazyInitializationExcludeFilter tidewireLazyInitializationExcludeFilter() {
        return LazyInitializationExcludeFilter.forBeanTypes(
                SocketHandlerMapping.class, SocketSessionsLifecycle.class, OtherEngineWarning.class);
    }

    /** WebFlux's own handlers. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnBooleanProperty(name = "tidewire.engine-for-webflux-handlers", matchIfMissing = true)
    @ConditionalOnMissingBean(WebSocketService.class)
    static class WebFluxHandlerConfiguration {

        @Bean
        @ConditionalOnMissingBean
        TidewireRequestUpgradeStrategy tidewireRequestUpgradeStrategy(
                EndpointCatalog catalog, SocketSessions sessions) {
            return new TidewireRequestUpgradeStrategy(catalog.defaults().options(), sessions);
        }

        @Bean
        HandshakeWebSocketService tidewireWebSocketService(TidewireRequestUpgradeStrategy strategy) {
            return new HandshakeWebSocketService(strategy);
        }

        @Bean
        WebFluxConfigurer tidewireWebFluxConfigurer(HandshakeWebSocketService tidewireWebSocketService) {
            return new WebFluxConfigurer() {

                @Override
                public WebSocketService getWebSocketService() {
                    return tidewireWebSocketService;
                }
            };
        }

        @Bean
        OtherEngineWarning otherEngineWarning(ListableBeanFactory beans) {
            return new OtherEngineWarning(beans);
        }
    }

    /** Frames that come in one go with their upgrade request, and requests that do not come. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(NettyReactiveWebServerFactory.class)
    static class ServerConfiguration {

        @Bean
        WebServerFactoryCustomizer<NettyReactiveWebServerFactory> upgradeGuardCustomizer() {
            return factory -> factory.addServerCustomizers(UpgradeGuard::install);
        }

        @Bean
        WebServerFactoryCustomizer<NettyReactiveWebServerFactory> handshakeDeadlineCustomizer(
                TidewireProperties properties) {
            Duration timeout = ServerOptions.handshakeTimeout(properties);
            return factory -> factory.addServerCustomizers(server -> HandshakeDeadline.install(server, timeout));
        }
    }
}

package io.tidewire.websocket.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.websocket.OutboundPolicy;
import io.tidewire.websocket.WebSocketMessage;
import io.tidewire.websocket.WebSocketOptions;
import io.tidewire.websocket.spring.EndpointCatalog;
import io.tidewire.websocket.spring.EndpointName;
import io.tidewire.websocket.spring.EndpointSettings;
import io.tidewire.websocket.spring.Execution;
import io.tidewire.websocket.spring.OnMessage;
import io.tidewire.websocket.spring.PayloadCodec;
import io.tidewire.websocket.spring.PayloadSettings;
import io.tidewire.websocket.spring.SocketEndpointAdapter;
import io.tidewire.websocket.spring.SocketHandler;
import io.tidewire.websocket.spring.SocketHandlerMapping;
import io.tidewire.websocket.spring.SocketSessions;
import io.tidewire.websocket.spring.TextWebSocketHandler;
import io.tidewire.websocket.spring.TidewireRequestUpgradeStrategy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.http.codec.autoconfigure.CodecsAutoConfiguration;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.webflux.autoconfigure.WebFluxAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.web.reactive.socket.server.WebSocketService;
import org.springframework.web.reactive.socket.server.support.HandshakeWebSocketService;
import org.springframework.web.reactive.socket.server.support.WebSocketHandlerAdapter;
import org.springframework.web.reactive.socket.server.upgrade.ReactorNettyRequestUpgradeStrategy;
import reactor.core.publisher.Flux;
import reactor.netty.http.server.HttpServer;
import tools.jackson.databind.json.JsonMapper;

/** One test for each condition. */
@ExtendWith(OutputCaptureExtension.class)
class TidewireAutoConfigurationTest {

    private static final AutoConfigurations ALL = AutoConfigurations.of(
            CodecsAutoConfiguration.class,
            TaskExecutionAutoConfiguration.class,
            TidewireAutoConfiguration.class,
            WebFluxAutoConfiguration.class);

    private final ReactiveWebApplicationContextRunner runner =
            new ReactiveWebApplicationContextRunner().withConfiguration(ALL);

    @SocketHandler("/chat/{room}")
    static class ChatRoomHandler extends TextWebSocketHandler {}

    @SocketHandler("/lazy")
    @Lazy
    static class LazyHandler extends TextWebSocketHandler {

        static final AtomicInteger made = new AtomicInteger();

        LazyHandler() {
            made.incrementAndGet();
        }
    }

    @SocketHandler(path = "/echo", name = "mirror")
    static class Echo {

        @OnMessage
        Flux<WebSocketMessage> echo(Flux<WebSocketMessage> inbound) {
            return inbound;
        }
    }

    private static List<String> paths(SocketHandlerMapping mapping) {
        return mapping.getHandlerMap().keySet().stream()
                .map(Object::toString)
                .sorted()
                .toList();
    }

    // ---- conditions

    @Test
    void reactiveApplicationGetsMappingAdapterAndEngine() {
        runner.run(context -> {
            assertThat(context)
                    .hasNotFailed()
                    .hasSingleBean(SocketHandlerMapping.class)
                    .hasSingleBean(SocketEndpointAdapter.class)
                    .hasSingleBean(SocketSessions.class)
                    .hasBean("upgradeGuardCustomizer");
            WebSocketHandlerAdapter adapter = context.getBean(WebSocketHandlerAdapter.class);
            assertThat(((HandshakeWebSocketService) adapter.getWebSocketService()).getUpgradeStrategy())
                    .isInstanceOf(TidewireRequestUpgradeStrategy.class);
        });
    }

    @Test
    void otherApplicationsGetNothing() {
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(TidewireAutoConfiguration.class))
                .run(context -> assertThat(context).doesNotHaveBean(SocketHandlerMapping.class));
    }

    @Test
    void withoutReactorNettyThereIsNothing() {
        runner.withClassLoader(new FilteredClassLoader(HttpServer.class))
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(SocketHandlerMapping.class));
    }

    @Test
    void withoutBootsServerThereIsNoGuard() {
        runner.withClassLoader(new FilteredClassLoader(NettyReactiveWebServerFactory.class))
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .hasSingleBean(SocketHandlerMapping.class)
                        .doesNotHaveBean(WebServerFactoryCustomizer.class));
    }

    @Test
    void propertyLeavesWebFluxHandlersOnTheStockEngine() {
        runner.withPropertyValues("tidewire.engine-for-webflux-handlers=false").run(context -> {
            assertThat(context).hasNotFailed().doesNotHaveBean(TidewireRequestUpgradeStrategy.class);
            WebSocketHandlerAdapter adapter = context.getBean(WebSocketHandlerAdapter.class);
            assertThat(((HandshakeWebSocketService) adapter.getWebSocketService()).getUpgradeStrategy())
                    .isNotInstanceOf(TidewireRequestUpgradeStrategy.class);
        });
    }

    @Test
    void applicationsOwnWebSocketServiceWins() {
        runner.withBean(
                        WebSocketService.class,
                        () -> new HandshakeWebSocketService(new ReactorNettyRequestUpgradeStrategy()))
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .doesNotHaveBean(TidewireRequestUpgradeStrategy.class)
                        .doesNotHaveBean("tidewireWebFluxConfigurer"));
    }

    @Test
    void applicationsOwnBeansWin() {
        EndpointCatalog catalog = new EndpointCatalog(
                new EndpointSettings(null, WebSocketOptions.defaults(), Execution.AUTO, PayloadSettings.DEFAULT),
                Map.of());
        SocketSessions sessions = new SocketSessions();
        SocketEndpointAdapter adapter = new SocketEndpointAdapter();
        TidewireRequestUpgradeStrategy strategy = new TidewireRequestUpgradeStrategy();
        runner.withBean(EndpointCatalog.class, () -> catalog)
                .withBean(SocketSessions.class, () -> sessions)
                .withBean(SocketEndpointAdapter.class, () -> adapter)
                .withBean(TidewireRequestUpgradeStrategy.class, () -> strategy)
                .withBean(
                        "own",
                        SocketHandlerMapping.class,
                        () -> new SocketHandlerMapping(
                                catalog, Runnable::run, new PayloadCodec(JsonMapper.shared()), sessions))
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    assertThat(context.getBean(EndpointCatalog.class)).isSameAs(catalog);
                    assertThat(context.getBean(SocketSessions.class)).isSameAs(sessions);
                    assertThat(context.getBean(SocketEndpointAdapter.class)).isSameAs(adapter);
                    assertThat(context.getBean(TidewireRequestUpgradeStrategy.class))
                            .isSameAs(strategy);
                    assertThat(context.getBeanNamesForType(SocketHandlerMapping.class))
                            .containsExactly("own");
                });
    }

    @Test
    void ownAdapterThatKeepsTheStockEngineIsWarnedOf(CapturedOutput output) {
        runner.withBean(
                        "oldGuide",
                        WebSocketHandlerAdapter.class,
                        () -> new WebSocketHandlerAdapter(
                                new HandshakeWebSocketService(new ReactorNettyRequestUpgradeStrategy())))
                .run(context ->
                        assertThat(output).contains("The bean 'oldGuide' runs WebSocketHandlers on another engine"));
    }

    @Test
    void withoutSuchAnAdapterThereIsNoWarning(CapturedOutput output) {
        runner.run(context -> assertThat(output).doesNotContain("another engine"));
    }

    @Test
    void withoutApplicationTaskExecutorHandlersStillHaveAWorker() {
        new ReactiveWebApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(TidewireAutoConfiguration.class))
                .withBean(ChatRoomHandler.class)
                .run(context -> assertThat(paths(context.getBean(SocketHandlerMapping.class)))
                        .containsExactly("/chat/{room}"));
    }

    // ---- discovery

    @Test
    void handlersAreMappedBeforeControllersAndStayLazy() {
        runner.withBean(ChatRoomHandler.class)
                .withUserConfiguration(LazyHandler.class, Echo.class)
                .run(context -> {
                    SocketHandlerMapping mapping = context.getBean(SocketHandlerMapping.class);
                    assertThat(paths(mapping)).containsExactly("/chat/{room}", "/echo", "/lazy");
                    assertThat(mapping.getOrder()).isNegative();
                    assertThat(LazyHandler.made).hasValue(0);
                    assertThat(mapping.getHandlerMap().values())
                            .extracting(Object::toString)
                            .contains("socket handler mirror");
                });
    }

    @Test
    void annotationIsNoBeanName(CapturedOutput output) {
        runner.withUserConfiguration(Scanned.class)
                .run(context -> assertThat(context.getBeanNamesForType(Echo.class))
                        .containsExactly("tidewireAutoConfigurationTest.Echo"));
        assertThat(output).doesNotContain("WARN");
    }

    @Configuration(proxyBeanMethods = false)
    @org.springframework.context.annotation.ComponentScan(
            useDefaultFilters = false,
            basePackageClasses = TidewireAutoConfigurationTest.class,
            includeFilters =
                    @org.springframework.context.annotation.ComponentScan.Filter(
                            type = org.springframework.context.annotation.FilterType.ASSIGNABLE_TYPE,
                            classes = Echo.class))
    static class Scanned {}

    @Test
    void handlersFromBeanMethodsAreFound() {
        runner.withUserConfiguration(Method.class)
                .run(context -> assertThat(paths(context.getBean(SocketHandlerMapping.class)))
                        .containsExactly("/echo"));
    }

    @Configuration(proxyBeanMethods = false)
    static class Method {

        @Bean
        Echo made() {
            return new Echo();
        }
    }

    @Test
    void lazyInitializationDoesNotHideMistakes() {
        runner.withInitializer(context -> context.addBeanFactoryPostProcessor(
                        new org.springframework.boot.LazyInitializationBeanFactoryPostProcessor()))
                .withPropertyValues("tidewire.endpoints.nobody.path=/x")
                .run(context -> assertThat(context).hasFailed());
    }

    // ---- properties

    @Test
    void defaultsAreTheEngines() {
        runner.run(context -> {
            EndpointSettings settings = context.getBean(EndpointCatalog.class).defaults();
            assertThat(settings.options()).usingRecursiveComparison().isEqualTo(WebSocketOptions.defaults());
            assertThat(settings.execution()).isEqualTo(Execution.AUTO);
            assertThat(settings.path()).isNull();
        });
    }

    @Test
    void allPropertiesReachTheOptionsAndEndpointsOverrideThem() {
        runner.withBean(ChatRoomHandler.class)
                .withPropertyValues(
                        "tidewire.allowed-origins=https://a.example,https://b.example",
                        "tidewire.subprotocols[0]=v2",
                        "tidewire.subprotocols[1]=v1",
                        "tidewire.max-message-size=64KB",
                        "tidewire.max-frame-size=1024",
                        "tidewire.max-fragments=7",
                        "tidewire.close-timeout=1s",
                        "tidewire.idle-timeout=2s",
                        "tidewire.max-lifetime=3s",
                        "tidewire.heartbeat.interval=4s",
                        "tidewire.heartbeat.timeout=5s",
                        "tidewire.outbound.max-bytes=6KB",
                        "tidewire.outbound.policy=drop-oldest",
                        "tidewire.execution=worker",
                        "tidewire.endpoints.chat-room.path=/moved",
                        "tidewire.endpoints.chat-room.max-fragments=70",
                        "tidewire.endpoints.chat-room.heartbeat.timeout=50s",
                        "tidewire.endpoints.chat-room.allowed-origins=*",
                        "tidewire.endpoints.chat-room.outbound.policy=latest",
                        "tidewire.endpoints.chat-room.execution=event_loop")
                .run(context -> {
                    EndpointCatalog catalog = context.getBean(EndpointCatalog.class);
                    WebSocketOptions all = catalog.defaults().options();
                    assertThat(all.allowedOrigins()).containsExactly("https://a.example", "https://b.example");
                    assertThat(all.subprotocols()).containsExactly("v2", "v1");
                    assertThat(all.maxMessageSize()).isEqualTo(64 * 1024);
                    assertThat(all.maxFrameSize()).isEqualTo(1024);
                    assertThat(all.maxFragments()).isEqualTo(7);
                    assertThat(all.closeTimeout()).isEqualTo(Duration.ofSeconds(1));
                    assertThat(all.idleTimeout()).isEqualTo(Duration.ofSeconds(2));
                    assertThat(all.maxLifetime()).isEqualTo(Duration.ofSeconds(3));
                    assertThat(all.heartbeatInterval()).isEqualTo(Duration.ofSeconds(4));
                    assertThat(all.heartbeatTimeout()).isEqualTo(Duration.ofSeconds(5));
                    assertThat(all.outboundMaxBytes()).isEqualTo(6 * 1024);
                    assertThat(all.outboundPolicy()).isEqualTo(OutboundPolicy.DROP_OLDEST);
                    assertThat(catalog.defaults().execution()).isEqualTo(Execution.WORKER);

                    EndpointSettings own = catalog.settingsOf(EndpointName.of("chatRoom"));
                    assertThat(own.path()).isEqualTo("/moved");
                    assertThat(own.execution()).isEqualTo(Execution.EVENT_LOOP);
                    assertThat(own.options().maxFragments()).isEqualTo(70);
                    assertThat(own.options().outboundPolicy()).isEqualTo(OutboundPolicy.LATEST);
                    assertThat(own.options().outboundMaxBytes()).isEqualTo(6 * 1024);
                    assertThat(own.options().heartbeatInterval()).isEqualTo(Duration.ofSeconds(4));
                    assertThat(own.options().heartbeatTimeout()).isEqualTo(Duration.ofSeconds(50));
                    assertThat(own.options().allowedOrigins()).containsExactly("*");
                    assertThat(paths(context.getBean(SocketHandlerMapping.class)))
                            .containsExactly("/moved");
                });
    }

    @Test
    void frameIsAsLargeAsMessageUnlessSet() {
        runner.withBean(ChatRoomHandler.class)
                .withPropertyValues("tidewire.endpoints.chatroom.max-message-size=2MB")
                .run(context -> assertThat(context.getBean(EndpointCatalog.class)
                                .settingsOf(EndpointName.of("chatRoom"))
                                .options()
                                .maxFrameSize())
                        .isEqualTo(2 * 1024 * 1024));
    }
}

package io.tidewire.websocket.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.websocket.spring.PayloadCodec;
import io.tidewire.websocket.spring.SocketSessionObserver;
import io.tidewire.websocket.spring.room.ClusterBus;
import io.tidewire.websocket.spring.room.DefaultSockets;
import io.tidewire.websocket.spring.room.Envelope;
import io.tidewire.websocket.spring.room.InMemoryClusterBus;
import io.tidewire.websocket.spring.room.Sockets;
import io.tidewire.websocket.spring.room.Topic;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.webflux.autoconfigure.WebFluxAutoConfiguration;
import org.springframework.context.support.StaticApplicationContext;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServer;
import reactor.test.StepVerifier;
import tools.jackson.databind.json.JsonMapper;

/** One test for each condition. */
class SocketsAutoConfigurationTest {

    private final ReactiveWebApplicationContextRunner runner = new ReactiveWebApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    SocketsAutoConfiguration.class,
                    TaskExecutionAutoConfiguration.class,
                    TidewireAutoConfiguration.class,
                    WebFluxAutoConfiguration.class));

    @Test
    void reactiveApplicationGetsSocketsThatAreToldOfSessions() {
        runner.run(context -> {
            assertThat(context).hasNotFailed().hasSingleBean(Sockets.class).hasSingleBean(SocketSessionObserver.class);
            assertThat(context.getBean(Sockets.class)).isSameAs(context.getBean(SocketSessionObserver.class));
        });
    }

    @Test
    void otherApplicationsGetNothing() {
        new ApplicationContextRunner()
                .withConfiguration(
                        AutoConfigurations.of(SocketsAutoConfiguration.class, TidewireAutoConfiguration.class))
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(Sockets.class));
    }

    @Test
    void withoutReactorNettyThereIsNothing() {
        runner.withClassLoader(new FilteredClassLoader(HttpServer.class))
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(Sockets.class));
    }

    @Test
    void applicationsOwnSocketsWin() {
        DefaultSockets own = new DefaultSockets(
                new PayloadCodec(JsonMapper.shared()),
                new InMemoryClusterBus(),
                new StaticApplicationContext(),
                Runnable::run);
        runner.withBean(DefaultSockets.class, () -> own)
                .run(context -> assertThat(context.getBean(Sockets.class)).isSameAs(own));
    }

    @Test
    void applicationsOwnBusIsUsed() {
        ClusterBus bus = new ClusterBus() {

            @Override
            public Mono<Void> publish(Topic topic, Envelope envelope) {
                return Mono.error(new IllegalStateException("asked for " + topic.key()));
            }

            @Override
            public Flux<Envelope> subscribe(Topic topic) {
                return Flux.never();
            }
        };
        runner.withBean(ClusterBus.class, () -> bus)
                .run(context -> StepVerifier.create(
                                context.getBean(Sockets.class).user("ann").send("hello"))
                        .verifyErrorMessage("asked for user:ann"));
    }

    @Test
    void withoutApplicationTaskExecutorListenersStillHaveAWorker() {
        new ReactiveWebApplicationContextRunner()
                .withConfiguration(
                        AutoConfigurations.of(SocketsAutoConfiguration.class, TidewireAutoConfiguration.class))
                .run(context -> StepVerifier.create(context.getBean(Sockets.class)
                                .room("chat", "red")
                                .messages(String.class))
                        .then(() -> context.getBean(Sockets.class)
                                .room("chat", "red")
                                .send("hello"))
                        .expectNext("hello")
                        .thenCancel()
                        .verify());
    }
}

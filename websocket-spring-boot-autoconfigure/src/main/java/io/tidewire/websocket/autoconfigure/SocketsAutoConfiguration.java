package io.tidewire.websocket.autoconfigure;

import io.tidewire.websocket.spring.PayloadCodec;
import io.tidewire.websocket.spring.room.ClusterBus;
import io.tidewire.websocket.spring.room.DefaultSockets;
import io.tidewire.websocket.spring.room.InMemoryClusterBus;
import io.tidewire.websocket.spring.room.Sockets;
import java.util.concurrent.Executor;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import reactor.core.scheduler.Schedulers;

/** {@link AutoConfiguration Auto-configuration} of {@link Sockets}: rooms, and sessions by endpoint and user. */
@AutoConfiguration(after = {TidewireAutoConfiguration.class, TaskExecutionAutoConfiguration.class})
@ConditionalOnBean(PayloadCodec.class)
public final class SocketsAutoConfiguration {

    /** Made by Spring. */
    SocketsAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean(Sockets.class)
    DefaultSockets sockets(
            PayloadCodec codec,
            ObjectProvider<ClusterBus> bus,
            ApplicationEventPublisher events,
            @Qualifier("applicationTaskExecutor") ObjectProvider<Executor> taskExecutor) {
        return new DefaultSockets(
                codec,
                bus.getIfAvailable(InMemoryClusterBus::new),
                events,
                taskExecutor.getIfAvailable(() -> Schedulers.boundedElastic()::schedule));
    }
}

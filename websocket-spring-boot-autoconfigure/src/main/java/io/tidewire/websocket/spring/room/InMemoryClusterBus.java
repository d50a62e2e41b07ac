package io.tidewire.websocket.spring.room;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink;
import reactor.core.publisher.Mono;

/** A bus for the nodes of one process: usually one; several, where application contexts share it. Thread-safe. */
public final class InMemoryClusterBus implements ClusterBus {

    /** The lists are never changed, but replaced. */
    private final ConcurrentMap<Topic, List<FluxSink<Envelope>>> subscribers = new ConcurrentHashMap<>();

    /** A bus without subscribers. */
    public InMemoryClusterBus() {}

    @Override
    public Mono<Void> publish(Topic topic, Envelope envelope) {
        return Mono.fromRunnable(
                () -> subscribers.getOrDefault(topic, List.of()).forEach(subscriber -> subscriber.next(envelope)));
    }

    @Override
    public Flux<Envelope> subscribe(Topic topic) {
        return Flux.create(subscriber -> {
            subscribers.compute(topic, (key, others) -> with(others == null ? List.of() : others, subscriber));
            subscriber.onDispose(
                    () -> subscribers.computeIfPresent(topic, (key, others) -> withoutOrNull(others, subscriber)));
        });
    }

    private static <T> List<T> with(List<T> some, T one) {
        List<T> more = new ArrayList<>(some);
        more.add(one);
        return List.copyOf(more);
    }

    /** {@code null} takes the topic out of the map. */
    private static <T> @Nullable List<T> withoutOrNull(List<T> some, T one) {
        List<T> fewer = some.stream().filter(other -> other != one).toList();
        return fewer.isEmpty() ? null : fewer;
    }
}

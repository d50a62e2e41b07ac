package io.tidewire.websocket.spring.room;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** This node on the {@link ClusterBus}: numbers what it tells, skips its own, and notices what got lost. */
final class ClusterLink {

    private static final Logger log = LoggerFactory.getLogger(ClusterLink.class);

    /** A topic that was told about longest ago is forgotten; its numbers begin again. */
    private static final int REMEMBERED_TOPICS = 10_000;

    private final String node = UUID.randomUUID().toString();
    private final ClusterBus bus;

    // one thread at a time numbers and publishes, so that the numbers are in order; it is whoever came first
    private final Queue<Outgoing> outbox = new ConcurrentLinkedQueue<>();
    private final AtomicInteger pending = new AtomicInteger();
    private final Map<Topic, Long> sequences = new LinkedHashMap<>(16, 0.75f, true) {

        @Override
        protected boolean removeEldestEntry(Map.Entry<Topic, Long> eldest) {
            return size() > REMEMBERED_TOPICS;
        }
    };

    ClusterLink(ClusterBus bus) {
        this.bus = bus;
    }

    private record Outgoing(
            Topic topic, List<Selection> audience, Envelope.Command command, Sinks.Empty<Void> published) {}

    /** Tells the other nodes, at once; what it returns is a view. */
    Mono<Void> publish(List<Selection> audience, Envelope.Command command) {
        List<Mono<Void>> views = audience.stream()
                .map(Selection::topic)
                .distinct()
                .map(topic -> publish(topic, audience, command))
                .toList();
        return Mono.whenDelayError(views);
    }

    private Mono<Void> publish(Topic topic, List<Selection> audience, Envelope.Command command) {
        Sinks.Empty<Void> published = Sinks.empty();
        outbox.add(new Outgoing(topic, audience, command, published));
        if (pending.getAndIncrement() == 0) {
            do {
                publish(outbox.remove());
            } while (pending.decrementAndGet() != 0);
        }
        return published.asMono();
    }

    private void publish(Outgoing next) {
        Topic topic = next.topic;
        long sequence = sequences.merge(topic, 1L, Long::sum);
        try {
            Mono.defer(() -> bus.publish(topic, new Envelope(node, sequence, next.audience, next.command)))
                    .subscribe(nothing -> {}, failure -> failed(next, failure), next.published::tryEmitEmpty);
        } catch (Throwable failure) {
            // one that Reactor does not catch, such as a missing class: what comes later is still to be published
            failed(next, failure);
        }
    }

    private static void failed(Outgoing next, Throwable failure) {
        log.warn("Other nodes are not told about {}: {}", next.topic.key(), failure.toString());
        next.published.tryEmitError(failure);
    }

    /** Hears what other nodes tell about a topic, until disposed of. */
    Disposable subscribe(Topic topic, BiConsumer<Topic, Envelope> receiver) {
        Map<String, Long> last = new HashMap<>();
        return Flux.defer(() -> bus.subscribe(topic))
                .filter(envelope -> !envelope.origin().equals(node))
                .subscribe(
                        envelope -> {
                            noticeGap(topic, envelope, last.put(envelope.origin(), envelope.sequence()));
                            receive(topic, envelope, receiver);
                        },
                        failure -> log.error("Other nodes are not heard any more about {}", topic.key(), failure));
    }

    /** An envelope that cannot be dealt with is not to end the subscription. */
    private static void receive(Topic topic, Envelope envelope, BiConsumer<Topic, Envelope> receiver) {
        try {
            receiver.accept(topic, envelope);
        } catch (Throwable failure) {
            log.error("What node {} told about {} failed here", envelope.origin(), topic.key(), failure);
        }
    }

    private static void noticeGap(Topic topic, Envelope envelope, @Nullable Long last) {
        if (last != null && envelope.sequence() > last + 1) {
            log.warn(
                    "{} messages about {} from node {} got lost",
                    envelope.sequence() - last - 1,
                    topic.key(),
                    envelope.origin());
        }
    }
}

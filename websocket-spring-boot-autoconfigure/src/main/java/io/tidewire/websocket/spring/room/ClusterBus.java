package io.tidewire.websocket.spring.room;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * How nodes reach each other: at most once, in order for each publisher and topic. A bean of this type replaces the
 * {@link InMemoryClusterBus}.
 *
 * <p>Local sessions never wait for the bus: they are served before it is called. A node is subscribed to a topic while it
 * has sessions of it or somebody who listens, once for all of them, and to an endpoint from its first session on. Both
 * methods, and subscribing to what they return, are called on event loops and must not block.
 */
public interface ClusterBus {

    /**
     * Tells all nodes that are subscribed to a topic, the publisher included or not: a node skips its own envelopes.
     *
     * @return cold, and subscribed to once, in the order in which calls were made; completes when the envelope is handed
     *     over, fails if it cannot be. What waits for a slow or absent broker must be bounded: fail rather than wait.
     */
    Mono<Void> publish(Topic topic, Envelope envelope);

    /**
     * What nodes tell about a topic, from now on. Cold and endless: to reconnect is the bus's own matter, and so is to
     * linger after the cancellation where it is dear to subscribe. Never asked to wait: demand is unbounded.
     */
    Flux<Envelope> subscribe(Topic topic);
}

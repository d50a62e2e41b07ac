package io.tidewire.websocket.autoconfigure;

import io.tidewire.websocket.OutboundPolicy;
import io.tidewire.websocket.spring.Execution;
import io.tidewire.websocket.spring.InvalidPayloadAction;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * The properties of WebSocket endpoints: for all of them, and for each under its name.
 *
 * @param engineForWebfluxHandlers Whether WebFlux's own WebSocketHandler beans run on this engine, too.
 * @param handshakeTimeout Time that a client has from connecting to the end of its first request's headers, TLS included;
 *     0 for no limit.
 * @param shutdown How sessions are closed when the application stops.
 * @param allowedOrigins Comma-separated list of the origins whose pages may connect: same-origin, *, or patterns such as
 *     https://*.example.org.
 * @param subprotocols Comma-separated list of the subprotocols that handlers speak, the preferred one first.
 * @param maxMessageSize Largest message taken; a larger one closes with 1009.
 * @param maxFrameSize Largest frame taken; a larger one closes with 1009. As large as a message if not set.
 * @param maxFragments Most frames that one message may come in.
 * @param closeTimeout Time that a closing handshake may take.
 * @param idleTimeout Time without a message after which a connection is closed; 0 for never.
 * @param maxLifetime Time after which a connection is closed; 0 for never.
 * @param heartbeat How dead clients are found.
 * @param outbound What waits for slow clients.
 * @param compression How messages are compressed (permessage-deflate).
 * @param execution Where handlers run.
 * @param payload How JSON payloads are treated.
 * @param endpoints Settings of single endpoints, by the name of the handler.
 */
@ConfigurationProperties("tidewire")
public record TidewireProperties(
        @DefaultValue("true") boolean engineForWebfluxHandlers,
        @DefaultValue("10s") Duration handshakeTimeout,
        @DefaultValue Shutdown shutdown,
        @DefaultValue("same-origin") List<String> allowedOrigins,
        @DefaultValue List<String> subprotocols,
        @DefaultValue("1MB") DataSize maxMessageSize,
        @Nullable DataSize maxFrameSize,
        @DefaultValue("131072") Integer maxFragments,
        @DefaultValue("10s") Duration closeTimeout,
        @DefaultValue("0s") Duration idleTimeout,
        @DefaultValue("0s") Duration maxLifetime,
        @DefaultValue Heartbeat heartbeat,
        @DefaultValue Outbound outbound,
        @DefaultValue Compression compression,
        @DefaultValue("auto") Execution execution,
        @DefaultValue Payload payload,
        @DefaultValue Map<String, Endpoint> endpoints) {

    /**
     * How sessions are closed when the application stops.
     *
     * @param status Close code that clients are told, such as 1001 (going away) or 1012 (service restart).
     * @param batchSize Number of clients that are told in one go.
     * @param batchInterval Time between batches, about; shorter if the last clients would have no time to answer.
     * @param timeout Time that all of it may take; connections that have not ended by then are cut.
     */
    public record Shutdown(
            @DefaultValue("1001") Integer status,
            @DefaultValue("200") Integer batchSize,
            @DefaultValue("50ms") Duration batchInterval,
            @DefaultValue("10s") Duration timeout) {}

    /**
     * How dead clients are found.
     *
     * @param interval Time without a sign of life after which a client is pinged; 0 for never.
     * @param timeout Time that a client has to answer.
     */
    public record Heartbeat(
            @DefaultValue("25s") Duration interval,
            @DefaultValue("10s") Duration timeout) {}

    /**
     * What waits for slow clients.
     *
     * @param maxBytes Bytes that may wait for one client before the policy rules.
     * @param policy What happens when more would wait.
     */
    public record Outbound(
            @DefaultValue("1MB") DataSize maxBytes,
            @DefaultValue("close") OutboundPolicy policy) {}

    /**
     * How messages are compressed (permessage-deflate).
     *
     * @param enabled Whether compression is agreed on with clients that offer it.
     * @param threshold Size from which on a message is compressed.
     * @param level Level from 1, fastest, to 9, smallest.
     * @param serverContextTakeover Whether messages sent may refer to earlier ones; takes some 256 KB for each client.
     * @param clientContextTakeover Whether messages received may refer to earlier ones; takes some 40 KB for each client
     *     that does so.
     * @param memoryBudget Memory for what stays with clients, and with messages of unknown length while they are under way,
     *     of all endpoints together. When it is used up, new clients and such messages do without.
     */
    public record Compression(
            @DefaultValue("true") boolean enabled,
            @DefaultValue("1KB") DataSize threshold,
            @DefaultValue("6") Integer level,
            @DefaultValue("false") boolean serverContextTakeover,
            @DefaultValue("true") boolean clientContextTakeover,
            @DefaultValue("64MB") DataSize memoryBudget) {}

    /**
     * How JSON payloads are treated.
     *
     * @param typeProperty Property of the JSON that tells apart what several message methods of a handler take.
     * @param invalid What happens to a payload that cannot be read or is not valid: the session closes with 1007 or 1008,
     *     or the client is told as JSON what is wrong.
     */
    public record Payload(
            @DefaultValue("type") String typeProperty,
            @DefaultValue("close") InvalidPayloadAction invalid) {}

    /**
     * The settings of one endpoint; what is not set is as for all.
     *
     * @param path Path pattern that clients connect to, instead of the one in the annotation.
     * @param allowedOrigins Comma-separated list of the origins whose pages may connect.
     * @param subprotocols Comma-separated list of the subprotocols that the handler speaks, the preferred one first.
     * @param maxMessageSize Largest message taken.
     * @param maxFrameSize Largest frame taken.
     * @param maxFragments Most frames that one message may come in.
     * @param closeTimeout Time that a closing handshake may take.
     * @param idleTimeout Time without a message after which a connection is closed; 0 for never.
     * @param maxLifetime Time after which a connection is closed; 0 for never.
     * @param heartbeat How dead clients are found.
     * @param outbound What waits for slow clients.
     * @param compression How messages are compressed.
     * @param execution Where the handler runs.
     * @param payload How JSON payloads are treated.
     */
    public record Endpoint(
            @Nullable String path,
            @Nullable List<String> allowedOrigins,
            @Nullable List<String> subprotocols,
            @Nullable DataSize maxMessageSize,
            @Nullable DataSize maxFrameSize,
            @Nullable Integer maxFragments,
            @Nullable Duration closeTimeout,
            @Nullable Duration idleTimeout,
            @Nullable Duration maxLifetime,
            @Nullable EndpointHeartbeat heartbeat,
            @Nullable EndpointOutbound outbound,
            @Nullable EndpointCompression compression,
            @Nullable Execution execution,
            @Nullable EndpointPayload payload) {}

    /**
     * How dead clients of one endpoint are found.
     *
     * @param interval Time without a sign of life after which a client is pinged; 0 for never.
     * @param timeout Time that a client has to answer.
     */
    public record EndpointHeartbeat(
            @Nullable Duration interval, @Nullable Duration timeout) {}

    /**
     * What waits for slow clients of one endpoint.
     *
     * @param maxBytes Bytes that may wait for one client before the policy rules.
     * @param policy What happens when more would wait.
     */
    public record EndpointOutbound(
            @Nullable DataSize maxBytes, @Nullable OutboundPolicy policy) {}

    /**
     * How messages of one endpoint are compressed.
     *
     * @param enabled Whether compression is agreed on with clients that offer it.
     * @param threshold Size from which on a message is compressed.
     * @param level Level from 1, fastest, to 9, smallest.
     * @param serverContextTakeover Whether messages sent may refer to earlier ones.
     * @param clientContextTakeover Whether messages received may refer to earlier ones.
     */
    public record EndpointCompression(
            @Nullable Boolean enabled,
            @Nullable DataSize threshold,
            @Nullable Integer level,
            @Nullable Boolean serverContextTakeover,
            @Nullable Boolean clientContextTakeover) {}

    /**
     * How JSON payloads of one endpoint are treated.
     *
     * @param typeProperty Property of the JSON that tells apart what several message methods of the handler take.
     * @param invalid What happens to a payload that cannot be read or is not valid.
     */
    public record EndpointPayload(
            @Nullable String typeProperty, @Nullable InvalidPayloadAction invalid) {}
}

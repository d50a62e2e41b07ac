package io.tidewire.websocket.spring;

import io.tidewire.websocket.WebSocketOptions;
import org.jspecify.annotations.Nullable;

/**
 * How one endpoint behaves.
 *
 * @param path overrides the path of the annotation, or {@code null}
 * @param options limits, time-outs and policies
 * @param execution where the handler's methods run
 * @param payload how JSON payloads are treated
 */
public record EndpointSettings(
        @Nullable String path, WebSocketOptions options, Execution execution, PayloadSettings payload) {}

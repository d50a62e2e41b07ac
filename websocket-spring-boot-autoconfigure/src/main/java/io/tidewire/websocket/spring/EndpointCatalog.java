package io.tidewire.websocket.spring;

import java.util.Map;

/**
 * How all endpoints behave.
 *
 * @param defaults settings of endpoints that have none of their own
 * @param endpoints settings of single endpoints, complete; each name must be that of a {@link SocketHandler}
 */
public record EndpointCatalog(EndpointSettings defaults, Map<EndpointName, EndpointSettings> endpoints) {

    /** Copies the map. */
    public EndpointCatalog {
        endpoints = Map.copyOf(endpoints);
    }

    /** The settings of an endpoint. */
    public EndpointSettings settingsOf(EndpointName name) {
        return endpoints.getOrDefault(name, defaults);
    }
}

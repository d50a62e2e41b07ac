package io.tidewire.websocket.spring;

import java.util.Map;
import org.springframework.web.reactive.HandlerMapping;
import org.springframework.web.server.ServerWebExchange;

/** The variables of the path pattern that a request matched, kept for its session under Spring's own name. */
final class PathVariables {

    private static final String NAME = HandlerMapping.URI_TEMPLATE_VARIABLES_ATTRIBUTE;

    private PathVariables() {}

    /** Copies them from an exchange into a session's attributes, if there are any. */
    static void copy(ServerWebExchange exchange, Map<String, Object> sessionAttributes) {
        Map<String, String> variables = exchange.getAttribute(NAME);
        if (variables != null && !variables.isEmpty()) {
            sessionAttributes.put(NAME, Map.copyOf(variables));
        }
    }
}

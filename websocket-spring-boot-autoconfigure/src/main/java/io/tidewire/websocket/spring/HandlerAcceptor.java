package io.tidewire.websocket.spring;

import io.tidewire.websocket.WebSocketAcceptor;
import io.tidewire.websocket.WebSocketListener;
import io.tidewire.websocket.WebSocketSession;
import java.util.Map;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.http.server.PathContainer;
import org.springframework.util.ClassUtils;
import org.springframework.util.StringUtils;
import org.springframework.web.reactive.HandlerMapping;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;
import reactor.util.context.Context;

/**
 * Runs one object, written as a {@link SocketHandler} is, on sessions of the engine, without an application context or a
 * server: for tests, and for servers that are not WebFlux. What a context gives, such as observers, principals or
 * properties, is left out.
 */
public final class HandlerAcceptor implements WebSocketAcceptor {

    private final Object handler;
    private final HandlerStyle style;
    private final EndpointName name;
    private final @Nullable PathPattern path;
    private final PayloadCodec codec;

    /**
     * An acceptor for a handler.
     *
     * @param handler perhaps annotated: then the variables of its path are those of the request's
     * @param worker where its methods run that may block
     * @param codec reads and writes its payloads
     * @throws SocketHandlerConfigurationException if it is no handler
     */
    public HandlerAcceptor(Object handler, Executor worker, PayloadCodec codec) {
        Class<?> written = ClassUtils.getUserClass(handler);
        SocketHandler annotation = AnnotatedElementUtils.findMergedAnnotation(written, SocketHandler.class);
        this.handler = handler;
        this.style = HandlerStyle.of(handler.getClass(), Execution.AUTO, worker);
        this.name = annotation != null && StringUtils.hasText(annotation.name())
                ? EndpointName.of(annotation.name())
                : EndpointName.ofClass(written);
        this.path = annotation == null ? null : pattern(annotation.path());
        this.codec = codec;
    }

    /** A path with a placeholder, which nobody resolves here, has no variables. */
    private static @Nullable PathPattern pattern(String path) {
        return path.isEmpty() || path.contains("${")
                ? null
                : PathPatternParser.defaultInstance.parse(path.startsWith("/") ? path : "/" + path);
    }

    @Override
    public WebSocketListener accept(WebSocketSession session) {
        Map<String, String> variables = variables(session);
        if (!variables.isEmpty()) {
            session.getAttributes().put(HandlerMapping.URI_TEMPLATE_VARIABLES_ATTRIBUTE, variables);
        }
        return style.listen(handler, new EndpointSession(session, name, codec), Context.empty());
    }

    private Map<String, String> variables(WebSocketSession session) {
        if (path == null) {
            return Map.of();
        }
        String requested = session.getHandshakeInfo().uri().getRawPath();
        PathPattern.PathMatchInfo match = path.matchAndExtract(PathContainer.parsePath(requested));
        return match == null ? Map.of() : Map.copyOf(match.getUriVariables());
    }
}

package io.tidewire.websocket.spring;

import io.tidewire.websocket.HandshakeInfo;
import io.tidewire.websocket.WebSocketAcceptor;
import io.tidewire.websocket.WebSocketListener;
import io.tidewire.websocket.WebSocketOptions;
import io.tidewire.websocket.WebSocketSession;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.support.StaticListableBeanFactory;
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
 * server: for tests of it. What a context gives is left out: properties, observers, interceptors, validation.
 */
public final class StandaloneHandler {

    private final Object handler;
    private final HandlerStyle style;
    private final HandlerSupport support;
    private final EndpointName name;
    private final @Nullable PathPattern path;

    /**
     * A handler on its own.
     *
     * @param handler perhaps annotated: then the variables of its path are those of the request's
     * @param worker where its methods run that may block
     * @param codec reads and writes its payloads
     * @throws SocketHandlerConfigurationException if there is a mistake in it
     */
    public StandaloneHandler(Object handler, Executor worker, PayloadCodec codec) {
        Class<?> written = ClassUtils.getUserClass(handler);
        SocketHandler annotation = AnnotatedElementUtils.findMergedAnnotation(written, SocketHandler.class);
        String pattern = annotation == null ? "" : annotation.path();
        this.handler = handler;
        this.support = HandlerSupport.of(new StaticListableBeanFactory(), worker, codec);
        this.style = HandlerStyle.of(
                handler.getClass(),
                new EndpointSettings(null, WebSocketOptions.defaults(), Execution.AUTO, PayloadSettings.DEFAULT),
                SocketHandlerMapping.variablesOf(pattern),
                support);
        this.name = annotation != null && StringUtils.hasText(annotation.name())
                ? EndpointName.of(annotation.name())
                : EndpointName.ofClass(written);
        // nobody is here to resolve a placeholder
        this.path = pattern.isEmpty() || pattern.contains("${")
                ? null
                : PathPatternParser.defaultInstance.parse(pattern.startsWith("/") ? pattern : "/" + pattern);
    }

    /**
     * Gets ready for one connection whose handshake is about to be answered.
     *
     * @return opens that connection
     * @throws org.springframework.web.server.ResponseStatusException if the handshake has not what the handler needs
     */
    public WebSocketAcceptor prepare(HandshakeInfo request) {
        Map<String, Object> attributes = new HashMap<>();
        Map<String, String> variables = variables(request);
        if (!variables.isEmpty()) {
            attributes.put(HandlerMapping.URI_TEMPLATE_VARIABLES_ATTRIBUTE, variables);
        }
        HandlerStyle.Opening opening = style.prepare(handler, request, attributes);
        return session -> listen(opening, session, attributes);
    }

    private WebSocketListener listen(
            HandlerStyle.Opening opening, WebSocketSession engineSession, Map<String, Object> attributes) {
        engineSession.getAttributes().putAll(attributes);
        EndpointSession session = new EndpointSession(engineSession, name, support);
        engineSession.closeStatus().subscribe(status -> session.endReplies());
        return new EndpointListener(opening.listen(session, Context.empty()), session, support);
    }

    private Map<String, String> variables(HandshakeInfo request) {
        if (path == null) {
            return Map.of();
        }
        PathPattern.PathMatchInfo match =
                path.matchAndExtract(PathContainer.parsePath(request.uri().getRawPath()));
        return match == null ? Map.of() : Map.copyOf(match.getUriVariables());
    }
}

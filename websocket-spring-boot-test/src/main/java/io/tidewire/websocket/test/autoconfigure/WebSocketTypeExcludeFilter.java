package io.tidewire.websocket.test.autoconfigure;

import io.tidewire.websocket.spring.HandshakeInterceptor;
import io.tidewire.websocket.spring.SocketArgumentResolver;
import io.tidewire.websocket.spring.SocketHandler;
import io.tidewire.websocket.spring.SocketMessageInterceptor;
import io.tidewire.websocket.spring.SocketSessionObserver;
import java.util.LinkedHashSet;
import java.util.Set;
import org.springframework.boot.test.context.filter.annotation.StandardAnnotationCustomizableTypeExcludeFilter;
import org.springframework.core.convert.converter.Converter;
import org.springframework.core.convert.converter.GenericConverter;
import org.springframework.util.ClassUtils;
import org.springframework.web.reactive.config.WebFluxConfigurer;
import org.springframework.web.server.WebExceptionHandler;
import org.springframework.web.server.WebFilter;

/** Chooses the beans of a {@link WebSocketTest}. */
final class WebSocketTypeExcludeFilter extends StandardAnnotationCustomizableTypeExcludeFilter<WebSocketTest> {

    private static final Set<Class<?>> ALWAYS = Set.of(
            HandshakeInterceptor.class,
            SocketMessageInterceptor.class,
            SocketArgumentResolver.class,
            SocketSessionObserver.class,
            WebFluxConfigurer.class,
            WebFilter.class,
            WebExceptionHandler.class,
            Converter.class,
            GenericConverter.class);

    private static final Set<String> WHERE_THERE = Set.of(
            "org.springframework.boot.jackson.JacksonComponent",
            "org.springframework.security.web.server.SecurityWebFilterChain",
            "tools.jackson.databind.JacksonModule");

    private final Class<?>[] handlers;

    WebSocketTypeExcludeFilter(Class<?> testClass) {
        super(testClass);
        handlers = getAnnotation().getValue("handlers", Class[].class).orElseGet(() -> new Class<?>[0]);
    }

    @Override
    protected Set<Class<?>> getKnownIncludes() {
        Set<Class<?>> includes = new LinkedHashSet<>(ALWAYS);
        ClassLoader classLoader = getClass().getClassLoader();
        for (String name : WHERE_THERE) {
            if (ClassUtils.isPresent(name, classLoader)) {
                includes.add(ClassUtils.resolveClassName(name, classLoader));
            }
        }
        if (handlers.length == 0) {
            includes.add(SocketHandler.class);
        }
        return includes;
    }

    @Override
    protected Set<Class<?>> getComponentIncludes() {
        return Set.of(handlers);
    }
}

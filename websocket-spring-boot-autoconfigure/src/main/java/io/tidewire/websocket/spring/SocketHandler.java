package io.tidewire.websocket.spring;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.core.annotation.AliasFor;
import org.springframework.stereotype.Component;

/**
 * Makes a bean the handler of a WebSocket endpoint. The class is written in one of two styles: it extends {@link
 * TextWebSocketHandler}, {@link BinaryWebSocketHandler} or {@link AbstractWebSocketHandler}, or it has one method with
 * {@link OnMessage}. A class that is neither or both stops the start of the application.
 *
 * <pre>{@code
 * @SocketHandler("/rooms/{room}")
 * class ChatHandler extends TextWebSocketHandler { ... }
 * }</pre>
 *
 * <p>The bean is looked up for each connection, so that it may be lazy, proxied or of another scope.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Component
public @interface SocketHandler {

    /** Alias of {@link #path}. */
    @AliasFor("path")
    String value() default "";

    /**
     * Where clients connect: a path pattern ({@link org.springframework.web.util.pattern.PathPattern}) such as {@code
     * /rooms/{room}}, with placeholders such as <code>${chat.path}</code>. {@code tidewire.endpoints.<name>.path}
     * overrides it; without either the application does not start.
     */
    @AliasFor("value")
    String path() default "";

    /**
     * Selects the properties {@code tidewire.endpoints.<name>}; case and dashes do not matter there. Defaults to the
     * class name without {@code Handler}, its first letter in lower case: {@code ChatHandler} is {@code chat}.
     */
    String name() default "";
}

package io.tidewire.websocket.test.autoconfigure;

import io.tidewire.websocket.spring.HandshakeInterceptor;
import io.tidewire.websocket.spring.SocketArgumentResolver;
import io.tidewire.websocket.spring.SocketHandler;
import io.tidewire.websocket.spring.SocketMessageInterceptor;
import io.tidewire.websocket.spring.SocketSessionObserver;
import io.tidewire.websocket.spring.room.Sockets;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.test.autoconfigure.OverrideAutoConfiguration;
import org.springframework.boot.test.context.filter.annotation.TypeExcludeFilters;
import org.springframework.context.annotation.ComponentScan.Filter;
import org.springframework.core.annotation.AliasFor;
import org.springframework.test.context.BootstrapWith;
import org.springframework.test.context.junit.jupiter.SpringExtension;

/**
 * A test of an application's socket handlers and nothing else, on a real server at a free port of {@code 127.0.0.1}.
 *
 * <p>Of the application's beans it has {@link SocketHandler}s, {@link HandshakeInterceptor}, {@link
 * SocketMessageInterceptor}, {@link SocketArgumentResolver}, {@link SocketSessionObserver}, {@code WebFluxConfigurer},
 * {@code WebFilter}, {@code WebExceptionHandler}, converters, Jackson's modules and components, and {@code
 * SecurityWebFilterChain}; services are for {@code @MockitoBean} or {@code @Import}. Of the auto-configurations it has
 * this engine's, so that {@link Sockets} is there, WebFlux's, the server's, and those of JSON, validation and security
 * where they are on the classpath. A {@link
 * io.tidewire.websocket.test.WebSocketTestClient} that knows the port is a bean:
 *
 * <pre>{@code
 * @WebSocketTest(handlers = ChatHandler.class)
 * class ChatHandlerTest {
 *
 *     @Test
 *     void answers(@Autowired WebSocketTestClient client) {
 *         try (WebSocketTestConnection chat = client.connect("/chat")) {
 *             chat.send("hello").expectText("hello");
 *         }
 *     }
 * }
 * }</pre>
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@BootstrapWith(WebSocketTestContextBootstrapper.class)
@ExtendWith(SpringExtension.class)
@OverrideAutoConfiguration(enabled = false)
@TypeExcludeFilters(WebSocketTypeExcludeFilter.class)
@AutoConfigureWebSocket
@AutoConfigureWebSocketTestClient
@ImportAutoConfiguration
public @interface WebSocketTest {

    /** Properties, as {@code key=value}. */
    String[] properties() default {};

    /** Alias of {@link #handlers}. */
    @AliasFor("handlers")
    Class<?>[] value() default {};

    /** The handlers under test; default: all of the application. */
    @AliasFor("value")
    Class<?>[] handlers() default {};

    /** Whether beans are chosen as said above; otherwise only {@link #includeFilters} choose. */
    boolean useDefaultFilters() default true;

    /** Beans that are there besides. */
    Filter[] includeFilters() default {};

    /** Beans that are not. */
    Filter[] excludeFilters() default {};

    /** Auto-configurations that are not. */
    @AliasFor(annotation = ImportAutoConfiguration.class, attribute = "exclude")
    Class<?>[] excludeAutoConfiguration() default {};
}

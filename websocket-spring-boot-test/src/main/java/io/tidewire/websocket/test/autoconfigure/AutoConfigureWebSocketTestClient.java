package io.tidewire.websocket.test.autoconfigure;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;

/**
 * Makes a {@link io.tidewire.websocket.test.WebSocketTestClient} of the test's server a bean: for {@code
 * @SpringBootTest(webEnvironment = RANDOM_PORT)}. {@link WebSocketTest} has it.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@ImportAutoConfiguration(WebSocketTestClientAutoConfiguration.class)
public @interface AutoConfigureWebSocketTestClient {}

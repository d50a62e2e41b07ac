package io.tidewire.websocket.spring;

import io.tidewire.websocket.autoconfigure.SocketsAutoConfiguration;
import io.tidewire.websocket.autoconfigure.TidewireAutoConfiguration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.context.PropertyPlaceholderAutoConfiguration;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.http.codec.autoconfigure.CodecsAutoConfiguration;
import org.springframework.boot.reactor.netty.autoconfigure.NettyReactiveWebServerAutoConfiguration;
import org.springframework.boot.web.server.reactive.context.ReactiveWebServerApplicationContext;
import org.springframework.boot.webflux.autoconfigure.HttpHandlerAutoConfiguration;
import org.springframework.boot.webflux.autoconfigure.WebFluxAutoConfiguration;
import org.springframework.context.annotation.Configuration;

/** An application with a real server, on a port of its own. */
public final class TestServer implements AutoCloseable {

    private final ReactiveWebServerApplicationContext context;

    private TestServer(ReactiveWebServerApplicationContext context) {
        this.context = context;
    }

    /** Starts one with these beans. */
    public static TestServer with(Class<?>... beans) {
        return with(List.of(), beans);
    }

    /** Starts one with these properties and beans. */
    public static TestServer with(List<String> properties, Class<?>... beans) {
        List<String> all = new ArrayList<>(properties);
        all.add("server.port=0");
        all.add("spring.main.banner-mode=off");
        all.add("spring.reactor.netty.shutdown-quiet-period=0s");
        return new TestServer((ReactiveWebServerApplicationContext) new SpringApplicationBuilder(Base.class)
                .sources(beans)
                .web(WebApplicationType.REACTIVE)
                .registerShutdownHook(false)
                .properties(all.toArray(String[]::new))
                .run());
    }

    @Configuration(proxyBeanMethods = false)
    @ImportAutoConfiguration({
        CodecsAutoConfiguration.class,
        HttpHandlerAutoConfiguration.class,
        NettyReactiveWebServerAutoConfiguration.class,
        PropertyPlaceholderAutoConfiguration.class,
        SocketsAutoConfiguration.class,
        SslAutoConfiguration.class,
        TaskExecutionAutoConfiguration.class,
        TidewireAutoConfiguration.class,
        WebFluxAutoConfiguration.class
    })
    static class Base {}

    /** The port that it listens at. */
    public int port() {
        return Objects.requireNonNull(context.getWebServer()).getPort();
    }

    /** A bean of the application. */
    public <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    /** A client that has connected. */
    public TestClient connect(String path) {
        return TestClient.to("ws://localhost:" + port() + path);
    }

    @Override
    public void close() {
        context.close();
    }
}

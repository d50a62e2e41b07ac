package io.tidewire.websocket.test.autoconfigure;

import java.util.Arrays;
import java.util.stream.Stream;
import org.springframework.boot.ApplicationContextFactory;
import org.springframework.boot.test.autoconfigure.TestSliceTestContextBootstrapper;
import org.springframework.boot.test.context.SpringBootContextLoader;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.test.context.ContextLoader;
import org.springframework.test.context.MergedContextConfiguration;

/** Bootstraps {@link WebSocketTest}: a slice with a server, since nothing else can upgrade a connection. */
class WebSocketTestContextBootstrapper extends TestSliceTestContextBootstrapper<WebSocketTest> {

    private static final String[] SERVER = {
        "server.address=127.0.0.1",
        "spring.main.web-application-type=reactive",
        "spring.reactor.netty.shutdown-quiet-period=0s"
    };

    @Override
    protected WebEnvironment getWebEnvironment(Class<?> testClass) {
        return WebEnvironment.RANDOM_PORT;
    }

    @Override
    protected String[] getProperties(Class<?> testClass) {
        String[] own = super.getProperties(testClass);
        // the last one wins, so the test's own come last
        return own == null
                ? SERVER
                : Stream.concat(Arrays.stream(SERVER), Arrays.stream(own)).toArray(String[]::new);
    }

    @Override
    protected Class<? extends ContextLoader> getDefaultContextLoaderClass(Class<?> testClass) {
        return Loader.class;
    }

    /** Boot's own starts a server only for {@code @SpringBootTest}. */
    static class Loader extends SpringBootContextLoader {

        @Override
        protected ApplicationContextFactory getApplicationContextFactory(MergedContextConfiguration configuration) {
            return ApplicationContextFactory.DEFAULT;
        }
    }
}

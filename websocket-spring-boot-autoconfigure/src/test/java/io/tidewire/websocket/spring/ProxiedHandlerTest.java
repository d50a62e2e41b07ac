package io.tidewire.websocket.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.websocket.TextMessage;
import io.tidewire.websocket.WebSocketSession;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.aopalliance.intercept.MethodInterceptor;
import org.junit.jupiter.api.Test;
import org.springframework.aop.framework.autoproxy.DefaultAdvisorAutoProxyCreator;
import org.springframework.aop.support.AopUtils;
import org.springframework.aop.support.DefaultPointcutAdvisor;
import org.springframework.aop.support.NameMatchMethodPointcut;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import reactor.core.publisher.Flux;

/** Handlers that are wrapped by proxies, as by transactions or method security. */
class ProxiedHandlerTest {

    private static final Set<String> INTERCEPTED = ConcurrentHashMap.newKeySet();

    @Configuration(proxyBeanMethods = false)
    static class Proxies {

        @Bean
        static DefaultAdvisorAutoProxyCreator proxies() {
            DefaultAdvisorAutoProxyCreator creator = new DefaultAdvisorAutoProxyCreator();
            creator.setProxyTargetClass(true);
            return creator;
        }

        @Bean
        static DefaultPointcutAdvisor advisor() {
            NameMatchMethodPointcut pointcut = new NameMatchMethodPointcut();
            pointcut.setMappedNames("handleMessage", "shout");
            return new DefaultPointcutAdvisor(pointcut, (MethodInterceptor) call -> {
                INTERCEPTED.add(call.getMethod().getName());
                return call.proceed();
            });
        }
    }

    @SocketHandler("/callbacks")
    static class Callbacks extends TextWebSocketHandler {

        private final String prefix = "callback ";

        @Override
        protected void handleTextMessage(WebSocketSession session, TextMessage message) {
            session.sendMessage(new TextMessage(prefix + message.getPayload()));
        }
    }

    @SocketHandler("/stream")
    static class Stream {

        private final String prefix = "stream ";

        @OnMessage
        Flux<String> shout(Flux<String> inbound) {
            return inbound.map(text -> prefix + text);
        }
    }

    @Test
    void proxiesOfClassesAreServedAndIntercept() {
        try (TestServer server = TestServer.with(Proxies.class, Callbacks.class, Stream.class);
                TestClient callbacks = server.connect("/callbacks");
                TestClient stream = server.connect("/stream")) {
            assertThat(AopUtils.isCglibProxy(server.bean(Callbacks.class))).isTrue();
            assertThat(callbacks.send("a").text()).isEqualTo("callback a");
            assertThat(stream.send("b").text()).isEqualTo("stream b");
            assertThat(INTERCEPTED).containsExactlyInAnyOrder("handleMessage", "shout");
        }
    }
}

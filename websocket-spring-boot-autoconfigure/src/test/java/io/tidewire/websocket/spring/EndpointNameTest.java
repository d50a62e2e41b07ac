package io.tidewire.websocket.spring;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EndpointNameTest {

    static class MyWebSocketHandler {}

    static class Echo {}

    static class Handler {}

    @Test
    void classNameLosesHandlerAndItsCapital() {
        assertThat(EndpointName.ofClass(MyWebSocketHandler.class)).hasToString("myWebSocket");
        assertThat(EndpointName.ofClass(Echo.class)).hasToString("echo");
        assertThat(EndpointName.ofClass(Handler.class)).hasToString("handler");
    }

    @Test
    void caseAndDashesDoNotMatter() {
        EndpointName name = EndpointName.of("myWebSocket");
        assertThat(name)
                .isEqualTo(EndpointName.of("my-web-socket"))
                .isEqualTo(EndpointName.of("MYWEBSOCKET"))
                .hasSameHashCodeAs(EndpointName.of("my_web_socket"))
                .isNotEqualTo(EndpointName.of("my-socket"));
        assertThat(name.dashed()).isEqualTo("my-web-socket");
    }
}

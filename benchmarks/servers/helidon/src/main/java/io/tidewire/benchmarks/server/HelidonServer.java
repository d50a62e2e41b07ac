package io.tidewire.benchmarks.server;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.configurable.Resource;
import io.helidon.common.pki.Keys;
import io.helidon.common.tls.Tls;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.WebServerConfig;
import io.helidon.webserver.websocket.WsRouting;
import io.helidon.websocket.WsListener;
import io.helidon.websocket.WsSession;
import java.nio.file.Path;

/** Helidon SE. */
final class HelidonServer {

    private static final int UNSUPPORTED = 3;

    private HelidonServer() {}

    public static void main(String[] args) {
        if (Boolean.parseBoolean(System.getenv("COMPRESSION"))) {
            System.out.println("UNSUPPORTED Helidon has no permessage-deflate");
            System.exit(UNSUPPORTED);
        }
        Room everybody = new Room();
        Room collectors = new Room();
        WebServerConfig.Builder server = WebServer.builder()
                .host("127.0.0.1")
                .port(Integer.parseInt(System.getenv("PORT")))
                .addRouting(WsRouting.builder()
                        .endpoint("/echo", new Echo())
                        .endpoint("/broadcast", everybody.members())
                        .endpoint("/fan-in", collectors.senders())
                        .endpoint("/collect", collectors.members()));
        if (System.getenv("TLS_CERT") != null) {
            server.tls(tls(Path.of(System.getenv("TLS_CERT")), Path.of(System.getenv("TLS_KEY"))));
        }
        server.build().start();
        System.out.println("READY");
    }

    private static Tls tls(Path certificate, Path key) {
        Keys keys = Keys.builder()
                .pem(pem -> pem.certChain(Resource.create(certificate)).key(Resource.create(key)))
                .build();
        return Tls.builder()
                .privateKey(keys.privateKey().orElseThrow())
                .privateKeyCertChain(keys.certChain())
                .build();
    }

    private static final class Echo implements WsListener {

        @Override
        public void onMessage(WsSession session, String text, boolean last) {
            session.send(text, last);
        }

        @Override
        public void onMessage(WsSession session, BufferData buffer, boolean last) {
            session.send(buffer, last);
        }
    }
}

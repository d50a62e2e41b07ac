package io.tidewire.benchmarks.server;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.tidewire.websocket.Compression;
import io.tidewire.websocket.WebSocketAcceptor;
import io.tidewire.websocket.WebSocketOptions;
import io.tidewire.websocket.reactornetty.ReactorNettyWebSocket;
import io.tidewire.websocket.reactornetty.UpgradeGuard;
import java.io.File;
import javax.net.ssl.SSLException;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

/** The engine without Spring: a listener on the event loop. */
final class EngineServer {

    private EngineServer() {}

    public static void main(String[] args) throws SSLException {
        HttpServer http = UpgradeGuard.install(HttpServer.create())
                .host("127.0.0.1")
                .port(Integer.parseInt(System.getenv("PORT")));
        String certificate = System.getenv("TLS_CERT");
        if (certificate != null) {
            SslContext tls = SslContextBuilder.forServer(new File(certificate), new File(System.getenv("TLS_KEY")))
                    .build();
            http = http.secure(spec -> spec.sslContext(tls));
        }
        Members broadcast = new Members();
        Members collectors = new Members();
        DisposableServer server = http.route(routes -> routes.get("/echo", endpoint(session -> session::sendMessage))
                        .get("/broadcast", endpoint(session -> {
                            broadcast.add(session);
                            return broadcast::send;
                        }))
                        .get("/fan-in", endpoint(session -> collectors::send))
                        .get("/collect", endpoint(session -> {
                            collectors.add(session);
                            return message -> {};
                        })))
                .bindNow();
        System.out.println("READY");
        server.onDispose().block();
    }

    private static ReactorNettyWebSocket endpoint(WebSocketAcceptor acceptor) {
        WebSocketOptions.Builder options = WebSocketOptions.builder();
        if (!Boolean.parseBoolean(System.getenv("COMPRESSION"))) {
            options.compression(Compression.OFF);
        }
        return new ReactorNettyWebSocket(options.build(), acceptor);
    }
}

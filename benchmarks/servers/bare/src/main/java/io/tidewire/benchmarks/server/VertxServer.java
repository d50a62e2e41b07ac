package io.tidewire.benchmarks.server;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.net.PemKeyCertOptions;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Vert.x: a verticle for each processor, as its documentation has it. */
final class VertxServer extends VerticleBase {

    private static final Set<ServerWebSocket> EVERYBODY = ConcurrentHashMap.newKeySet();
    private static final Set<ServerWebSocket> COLLECTORS = ConcurrentHashMap.newKeySet();

    private VertxServer() {}

    public static void main(String[] args) {
        Vertx.vertx()
                .deployVerticle(
                        VertxServer::new,
                        new DeploymentOptions()
                                .setInstances(Runtime.getRuntime().availableProcessors()))
                .await();
        Settings.ready();
    }

    @Override
    public Future<HttpServer> start() {
        return vertx.createHttpServer(options())
                .webSocketHandler(VertxServer::handle)
                .listen(Settings.PORT, Settings.HOST);
    }

    private static HttpServerOptions options() {
        HttpServerOptions options = new HttpServerOptions()
                .setMaxWebSocketFrameSize(Settings.MAX_MESSAGE_SIZE)
                .setMaxWebSocketMessageSize(Settings.MAX_MESSAGE_SIZE)
                .setPerMessageWebSocketCompressionSupported(Settings.COMPRESSION)
                .setPerFrameWebSocketCompressionSupported(false);
        if (Settings.TLS) {
            options.setSsl(true)
                    .setKeyCertOptions(new PemKeyCertOptions()
                            .setCertPath(Settings.certificate().getPath())
                            .setKeyPath(Settings.key().getPath()));
        }
        return options;
    }

    private static void handle(ServerWebSocket socket) {
        switch (socket.path()) {
            case "/echo" -> {
                socket.textMessageHandler(socket::writeTextMessage);
                socket.binaryMessageHandler(socket::writeBinaryMessage);
            }
            case "/broadcast" -> {
                join(EVERYBODY, socket);
                sendTo(EVERYBODY, socket);
            }
            case "/fan-in" -> sendTo(COLLECTORS, socket);
            case "/collect" -> join(COLLECTORS, socket);
            default -> socket.close();
        }
    }

    private static void join(Set<ServerWebSocket> receivers, ServerWebSocket socket) {
        receivers.add(socket);
        socket.closeHandler(closed -> receivers.remove(socket));
    }

    private static void sendTo(Set<ServerWebSocket> receivers, ServerWebSocket socket) {
        socket.textMessageHandler(text -> receivers.forEach(receiver -> receiver.writeTextMessage(text)));
        socket.binaryMessageHandler(bytes -> receivers.forEach(receiver -> receiver.writeBinaryMessage(bytes)));
    }
}

package io.tidewire.benchmarks.server;

import io.undertow.Handlers;
import io.undertow.Undertow;
import io.undertow.websockets.WebSocketConnectionCallback;
import io.undertow.websockets.WebSocketProtocolHandshakeHandler;
import io.undertow.websockets.core.AbstractReceiveListener;
import io.undertow.websockets.core.BufferedBinaryMessage;
import io.undertow.websockets.core.BufferedTextMessage;
import io.undertow.websockets.core.WebSocketChannel;
import io.undertow.websockets.core.WebSockets;
import io.undertow.websockets.extensions.PerMessageDeflateHandshake;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Set;
import java.util.function.Function;

/** Undertow without servlets. */
final class UndertowServer {

    /** As it is by default, but for the last: the default refuses a message of the greatest size. */
    private static final PerMessageDeflateHandshake COMPRESSION = new PerMessageDeflateHandshake(
            false, PerMessageDeflateHandshake.DEFAULT_DEFLATER, true, true, 2 * Settings.MAX_MESSAGE_SIZE);

    private UndertowServer() {}

    public static void main(String[] args) throws IOException, GeneralSecurityException {
        WebSocketProtocolHandshakeHandler broadcast = endpoint(receive(WebSocketChannel::getPeerConnections));
        WebSocketProtocolHandshakeHandler collect = endpoint(receive(channel -> Set.of()));
        Undertow.Builder server = Undertow.builder()
                .setHandler(Handlers.path()
                        .addExactPath("/echo", endpoint(receive(Set::of)))
                        .addExactPath("/broadcast", broadcast)
                        .addExactPath("/fan-in", endpoint(receive(channel -> collect.getPeerConnections())))
                        .addExactPath("/collect", collect));
        if (Settings.TLS) {
            server.addHttpsListener(Settings.PORT, Settings.HOST, Pem.context(Settings.certificate(), Settings.key()));
        } else {
            server.addHttpListener(Settings.PORT, Settings.HOST);
        }
        server.build().start();
        Settings.ready();
    }

    private static WebSocketProtocolHandshakeHandler endpoint(AbstractReceiveListener listener) {
        WebSocketConnectionCallback callback = (exchange, channel) -> {
            channel.getReceiveSetter().set(listener);
            channel.resumeReceives();
        };
        WebSocketProtocolHandshakeHandler handler = Handlers.websocket(callback);
        return Settings.COMPRESSION ? handler.addExtension(COMPRESSION) : handler;
    }

    private static AbstractReceiveListener receive(Function<WebSocketChannel, Set<WebSocketChannel>> receivers) {
        return new AbstractReceiveListener() {
            @Override
            protected void onFullTextMessage(WebSocketChannel channel, BufferedTextMessage message) {
                String text = message.getData();
                for (WebSocketChannel receiver : receivers.apply(channel)) {
                    WebSockets.sendText(text, receiver, null);
                }
            }

            @Override
            protected void onFullBinaryMessage(WebSocketChannel channel, BufferedBinaryMessage message) {
                try (var data = message.getData()) {
                    ByteBuffer bytes = WebSockets.mergeBuffers(data.getResource());
                    for (WebSocketChannel receiver : receivers.apply(channel)) {
                        WebSockets.sendBinary(bytes.duplicate(), receiver, null);
                    }
                }
            }
        };
    }
}

package io.tidewire.websocket.test;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.tidewire.websocket.handshake.ClientHandshake;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Opens a test client's connections over TCP.
 *
 * @param timeout for connecting, and then for each expectation
 */
record Connector(ConnectRequest request, JsonMapper mapper, Duration timeout) {

    /** One daemon thread for all test clients of the process, for as long as it runs. */
    private static final EventLoopGroup LOOP = new MultiThreadIoEventLoopGroup(
            1, new DefaultThreadFactory("websocket-test-client", true), NioIoHandler.newFactory());

    WebSocketTestConnection connect(URI uri) {
        ClientUpgrade.Outcome outcome = open(uri);
        if (outcome instanceof ClientUpgrade.Opened opened) {
            return new WebSocketTestConnection(
                    opened.session(), opened.inbox(), opened.network(), opened.responseHeaders(), mapper, timeout);
        }
        ClientUpgrade.NotOpened notOpened = (ClientUpgrade.NotOpened) outcome;
        throw new AssertionError("expected a connection to " + uri + ", but: " + notOpened.reason()
                + (notOpened.body().isBlank() ? "" : ": " + notOpened.body().strip()));
    }

    String refused(URI uri, int status) {
        ClientUpgrade.Outcome outcome = open(uri);
        if (outcome instanceof ClientUpgrade.NotOpened refused && refused.status() == status) {
            return refused.body();
        }
        String expected = "expected " + uri + " to be refused with " + status + ", but ";
        if (outcome instanceof ClientUpgrade.Opened opened) {
            opened.session().abort();
            throw new AssertionError(expected + "the server accepted");
        }
        throw new AssertionError(expected + ((ClientUpgrade.NotOpened) outcome).reason());
    }

    private ClientUpgrade.Outcome open(URI uri) {
        boolean secure = "wss".equals(uri.getScheme()) || "https".equals(uri.getScheme());
        int port = uri.getPort() >= 0 ? uri.getPort() : secure ? 443 : 80;
        ClientHandshake handshake = request.handshake();
        CompletableFuture<ClientUpgrade.Outcome> outcome = new CompletableFuture<>();
        ChannelNetwork network = new ChannelNetwork();
        SslContext tls = secure ? anyCertificate() : null;
        Bootstrap bootstrap = new Bootstrap()
                .group(LOOP)
                .channel(NioSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        if (tls != null) {
                            channel.pipeline().addLast(tls.newHandler(channel.alloc(), uri.getHost(), port));
                        }
                        channel.pipeline().addLast(network, new HttpClientCodec());
                        channel.pipeline()
                                .addLast(new ClientUpgrade(
                                        uri, handshake, request.headers(handshake, host(uri)), network, outcome));
                    }
                });
        ChannelFuture connecting = bootstrap.connect(uri.getHost(), port);
        connecting.addListener(connected -> {
            Throwable failure = connected.cause();
            if (failure != null) {
                outcome.completeExceptionally(failure);
            }
        });
        return await(outcome, connecting.channel(), uri);
    }

    private static String host(URI uri) {
        return uri.getPort() < 0 ? uri.getHost() : uri.getHost() + ":" + uri.getPort();
    }

    private ClientUpgrade.Outcome await(CompletableFuture<ClientUpgrade.Outcome> outcome, Channel channel, URI uri) {
        try {
            return outcome.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException failed) {
            throw new AssertionError("no connection to " + uri + ": " + failed.getCause(), failed.getCause());
        } catch (TimeoutException late) {
            channel.close();
            throw new AssertionError("no answer to the handshake from " + uri + " within " + timeout, late);
        } catch (InterruptedException interrupted) {
            channel.close();
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while connecting", interrupted);
        }
    }

    private static SslContext anyCertificate() {
        try {
            return SslContextBuilder.forClient()
                    .trustManager(InsecureTrustManagerFactory.INSTANCE)
                    .endpointIdentificationAlgorithm(null)
                    .build();
        } catch (SSLException impossible) {
            throw new IllegalStateException("No TLS on this platform", impossible);
        }
    }
}

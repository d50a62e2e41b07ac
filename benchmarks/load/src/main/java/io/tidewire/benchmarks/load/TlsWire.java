package io.tidewire.benchmarks.load;

import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/** TLS by the JDK. */
final class TlsWire implements Wire {

    private static final SSLContext CONTEXT = context();

    private final SocketChannel channel;
    private final SSLEngine engine = CONTEXT.createSSLEngine();
    private final ByteBuffer in;
    private final ByteBuffer out;
    private boolean starved = true; // what was read is no whole record

    /** Does the handshake of TLS, while the channel still blocks. */
    TlsWire(SocketChannel channel) throws IOException {
        this.channel = channel;
        engine.setUseClientMode(true);
        in = ByteBuffer.allocate(2 * engine.getSession().getPacketBufferSize());
        out = ByteBuffer.allocate(engine.getSession().getPacketBufferSize()).flip();
        handshake();
    }

    private void handshake() throws IOException {
        ByteBuffer nothing = ByteBuffer.allocate(engine.getSession().getApplicationBufferSize());
        engine.beginHandshake();
        while (true) {
            HandshakeStatus status = engine.getHandshakeStatus();
            switch (status) {
                case NEED_WRAP -> write(ByteBuffer.allocate(0));
                case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> read(nothing.clear());
                case NEED_TASK -> engine.getDelegatedTask().run();
                default -> {
                    return;
                }
            }
        }
    }

    @Override
    public int write(ByteBuffer bytes) throws IOException {
        channel.write(out);
        if (out.hasRemaining()) {
            return 0;
        }
        out.clear();
        SSLEngineResult result = engine.wrap(bytes, out);
        out.flip();
        channel.write(out);
        return result.bytesConsumed();
    }

    @Override
    public boolean hasUnwritten() {
        return out.hasRemaining();
    }

    @Override
    public int read(ByteBuffer bytes) throws IOException {
        if (starved || in.position() == 0) {
            if (channel.read(in) < 0) {
                throw new EOFException("The server ended TLS");
            }
        }
        int produced = 0;
        in.flip();
        while (in.hasRemaining()) {
            SSLEngineResult result = engine.unwrap(in, bytes);
            produced += result.bytesProduced();
            starved = result.getStatus() == SSLEngineResult.Status.BUFFER_UNDERFLOW;
            if (result.getStatus() != SSLEngineResult.Status.OK
                    || engine.getHandshakeStatus() == HandshakeStatus.NEED_TASK
                    || engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
                break;
            }
        }
        in.compact();
        return produced;
    }

    @Override
    public boolean hasUnread() {
        return in.position() > 0 && !starved;
    }

    private static SSLContext context() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new TrustAll()}, null);
            return context;
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** The server is on this machine, and its certificate of today. */
    private static final class TrustAll extends X509ExtendedTrustManager {

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}

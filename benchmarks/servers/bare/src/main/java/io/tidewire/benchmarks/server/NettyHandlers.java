package io.tidewire.benchmarks.server;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler.HandshakeComplete;
import io.netty.util.concurrent.GlobalEventExecutor;

/** What happens to messages. As in Netty's examples, what a read brought is written at once and flushed when it ends. */
final class NettyHandlers {

    private final ChannelGroup everybody = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    private final ChannelGroup collectors = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);

    ChannelHandler byPath() {
        return new ByPath();
    }

    /** Makes room for the handler of the path once that is known. */
    private final class ByPath extends ChannelInboundHandlerAdapter {

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (event instanceof HandshakeComplete handshake) {
                context.pipeline().replace(this, null, handlerOf(context.channel(), handshake.requestUri()));
            }
        }

        private ChannelHandler handlerOf(Channel channel, String path) {
            return switch (path) {
                case "/echo" -> new Echo();
                case "/broadcast" -> {
                    everybody.add(channel);
                    yield new ToGroup(everybody);
                }
                case "/fan-in" -> new ToGroup(collectors);
                case "/collect" -> {
                    collectors.add(channel);
                    yield new ToGroup(collectors);
                }
                default -> throw new IllegalArgumentException(path);
            };
        }
    }

    private static final class Echo extends ChannelInboundHandlerAdapter {

        @Override
        public void channelRead(ChannelHandlerContext context, Object frame) {
            context.write(frame);
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            context.flush();
        }
    }

    private static final class ToGroup extends SimpleChannelInboundHandler<WebSocketFrame> {

        private final ChannelGroup receivers;

        ToGroup(ChannelGroup receivers) {
            this.receivers = receivers;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, WebSocketFrame frame) {
            receivers.write(frame.retain());
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            receivers.flush();
        }
    }
}

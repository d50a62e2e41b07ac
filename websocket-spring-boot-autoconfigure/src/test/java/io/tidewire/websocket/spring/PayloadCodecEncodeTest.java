package io.tidewire.websocket.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.tidewire.websocket.BinaryMessage;
import io.tidewire.websocket.TextMessage;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.core.io.buffer.NettyDataBufferFactory;
import reactor.core.publisher.Flux;
import tools.jackson.databind.json.JsonMapper;

class PayloadCodecEncodeTest {

    private final PayloadCodec codec = new PayloadCodec(JsonMapper.shared());

    @Test
    void charactersAreTextAndBytesAreBinary() {
        assertThat(codec.encode(CharBuffer.wrap("grüße"))).isEqualTo(new TextMessage("grüße"));
        assertThat(codec.encode(new byte[] {1})).isEqualTo(new BinaryMessage(new byte[] {1}));
        ByteBuffer buffer = ByteBuffer.wrap(new byte[] {1, 2, 3}).position(1);
        assertThat(codec.encode(buffer)).isEqualTo(new BinaryMessage(new byte[] {2, 3}));
        assertThat(buffer.position()).as("still the caller's").isEqualTo(1);
    }

    @Test
    void aDataBufferIsReleased() {
        ByteBufAllocator allocator = UnpooledByteBufAllocator.DEFAULT;
        ByteBuf bytes = allocator.buffer().writeByte(7);
        assertThat(codec.encode(new NettyDataBufferFactory(allocator).wrap(bytes)))
                .isEqualTo(new BinaryMessage(new byte[] {7}));
        assertThat(bytes.refCnt()).isZero();
    }

    @Test
    void aMessageStaysAsItIs() {
        TextMessage message = new TextMessage("a").withoutCompression();
        assertThat(codec.encode(message)).isSameAs(message);
    }

    record Price(String symbol, int value) implements Keyed {

        @Override
        public Object messageKey() {
            return symbol;
        }
    }

    @Test
    void anythingElseIsJsonWithItsKey() {
        assertThat(codec.encode(Map.of("a", 1))).isEqualTo(new TextMessage("{\"a\":1}"));
        assertThat(codec.encode(Map.of()).getKey()).isNull();
        assertThat(codec.encode(new Price("TIDE", 3))).isEqualTo(new TextMessage("{\"symbol\":\"TIDE\",\"value\":3}"));
        assertThat(codec.encode(new Price("TIDE", 3)).getKey()).isEqualTo("TIDE");
    }

    static final class Unwritable {

        private int zero;

        public int getValue() {
            return 1 / zero;
        }
    }

    @Test
    void whatCannotBeWrittenIsTheApplicationsFault() {
        assertThatThrownBy(() -> codec.encode(new Unwritable()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageEndingWith("Unwritable cannot be written as JSON");
        assertThatThrownBy(() -> codec.encode(Flux.just("a")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("send(Publisher)");
    }
}

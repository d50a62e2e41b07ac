package interop;

import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** What both Java clients need: the cases' data, and the lines that ../run reads. */
final class Common {

    static final String TEXT = "Grüße, 世界, 🌊";
    static final byte[] BINARY = new byte[256];
    static final String LARGE_TEXT = "🌊 waves".repeat(1024 * 1024); // ten bytes each
    static final byte[] LARGE_BINARY = new byte[10 * 1024 * 1024];
    static final String OWN_ORIGIN = "https://own.example";
    static final String WELCOME = "欢迎连接到Spring Boot WebSocket服务器!";
    static final String RECEIVED = "服务器已收到您的消息: ";
    static final List<Close> CLOSES =
            List.of(new Close(1000, "bye"), new Close(3000, "三千"), new Close(4999, "the last of all"));

    static {
        for (int i = 0; i < BINARY.length; i++) {
            BINARY[i] = (byte) i;
        }
        new Random(42).nextBytes(LARGE_BINARY);
    }

    record Close(int code, String reason) {}

    interface Case {
        void run() throws Exception;
    }

    /** Runs a case, for a minute at most, and prints how it ended. */
    static void run(String name, Case body) {
        FutureTask<Void> task = new FutureTask<>(() -> {
            body.run();
            return null;
        });
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
        try {
            task.get(1, TimeUnit.MINUTES);
            System.out.println("ok " + name);
        } catch (ExecutionException e) {
            e.getCause().printStackTrace();
            System.out.println("FAILED " + name + ": " + String.valueOf(e.getCause()).replace('\n', ' '));
        } catch (InterruptedException | TimeoutException e) {
            System.out.println("FAILED " + name + ": no end within a minute");
        }
    }

    /** Says what a client cannot do. */
    static void lacks(String name) {
        System.out.println("lacks " + name);
    }

    static void equal(Object actual, Object expected) {
        check(Objects.deepEquals(actual, expected), "expected %.80s, got %.80s", expected, actual);
    }

    static void check(boolean holds, String format, Object... values) {
        if (!holds) {
            throw new AssertionError(format.formatted(values));
        }
    }

    static <T> T next(BlockingQueue<T> queue) throws InterruptedException {
        T element = queue.poll(30, TimeUnit.SECONDS);
        check(element != null, "nothing came for 30 s");
        return element;
    }

    private Common() {}
}

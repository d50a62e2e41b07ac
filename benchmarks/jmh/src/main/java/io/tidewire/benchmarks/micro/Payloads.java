package io.tidewire.benchmarks.micro;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.Locale;
import java.util.Random;

/** What the messages hold: the same in every run. */
public final class Payloads {

    private Payloads() {}

    /** Bytes without a pattern. */
    public static byte[] binary(int length) {
        byte[] bytes = new byte[length];
        new Random(42).nextBytes(bytes);
        return bytes;
    }

    /** UTF-8 of so many bytes: a phrase again and again, and full stops where it does not fit any more. */
    public static byte[] text(String phrase, int length) {
        byte[] utf8 = phrase.getBytes(UTF_8);
        ByteArrayOutputStream text = new ByteArrayOutputStream(length);
        while (text.size() + utf8.length <= length) {
            text.writeBytes(utf8);
        }
        text.writeBytes(".".repeat(length - text.size()).getBytes(UTF_8));
        return text.toByteArray();
    }

    /** A JSON array of so many bytes, filled up with blanks: prices, whose names repeat and whose figures do not. */
    public static byte[] json(int length) {
        Random random = new Random(42);
        StringBuilder json = new StringBuilder("[");
        while (true) {
            String price = String.format(
                    Locale.ROOT,
                    "{\"symbol\":\"%c%c%c\",\"price\":%.2f,\"volume\":%d,\"at\":%d}",
                    'A' + random.nextInt(26),
                    'A' + random.nextInt(26),
                    'A' + random.nextInt(26),
                    random.nextDouble() * 1000,
                    random.nextInt(100_000),
                    1_790_000_000_000L + random.nextInt(86_400_000));
            if (json.length() + price.length() + 2 > length) {
                break;
            }
            json.append(json.length() == 1 ? "" : ",").append(price);
        }
        json.append("]");
        json.append(" ".repeat(length - json.length()));
        return json.toString().getBytes(UTF_8);
    }
}

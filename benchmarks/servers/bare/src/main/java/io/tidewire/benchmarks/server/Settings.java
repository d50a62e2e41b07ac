package io.tidewire.benchmarks.server;

import java.io.File;

/** What the harness asks of a server, by environment. */
final class Settings {

    static final String HOST = "127.0.0.1";
    static final int PORT = Integer.parseInt(System.getenv("PORT"));
    static final boolean COMPRESSION = Boolean.parseBoolean(System.getenv("COMPRESSION"));
    static final boolean TLS = System.getenv("TLS_CERT") != null;

    /** Bytes. */
    static final int MAX_MESSAGE_SIZE = 1 << 20;

    private Settings() {}

    static File certificate() {
        return new File(System.getenv("TLS_CERT"));
    }

    static File key() {
        return new File(System.getenv("TLS_KEY"));
    }

    static void ready() {
        System.out.println("READY");
    }
}

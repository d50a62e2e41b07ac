package io.tidewire.benchmarks.harness;

import java.util.Map;

/** How a server is started: each variant is a process of its own. */
enum Variant {
    PLAIN,
    COMPRESSION,
    TLS;

    Map<String, String> environment(Certificate certificate) {
        return switch (this) {
            case PLAIN -> Map.of();
            case COMPRESSION -> Map.of("COMPRESSION", "true");
            case TLS ->
                Map.of(
                        "TLS_CERT", certificate.file().toString(),
                        "TLS_KEY", certificate.key().toString());
        };
    }
}

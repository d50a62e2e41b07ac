package io.tidewire.benchmarks.harness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** For the servers with TLS: PEM files, the key unencrypted and in PKCS #8. */
record Certificate(Path file, Path key) {

    static Certificate selfSigned(Path directory) throws IOException {
        Path file = directory.resolve("certificate.pem").toAbsolutePath();
        Path key = directory.resolve("key.pem").toAbsolutePath();
        Files.createDirectories(directory);
        Commands.output(List.of(
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "rsa:2048",
                "-nodes",
                "-days",
                "30",
                "-subj",
                "/CN=localhost",
                "-addext",
                "subjectAltName=IP:127.0.0.1",
                "-out",
                file.toString(),
                "-keyout",
                key.toString()));
        return new Certificate(file, key);
    }
}

package io.tidewire.benchmarks.server;

import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** A TLS context of PEM files, for a server that has no such reader itself. */
final class Pem {

    private Pem() {}

    /** The key is an RSA key in PKCS #8. */
    static SSLContext context(File certificate, File key) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        store.setKeyEntry("server", privateKey(key), new char[0], chain(certificate));
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, new char[0]);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }

    private static Certificate[] chain(File file) throws IOException, GeneralSecurityException {
        try (InputStream pem = new FileInputStream(file)) {
            return CertificateFactory.getInstance("X.509")
                    .generateCertificates(pem)
                    .toArray(new Certificate[0]);
        }
    }

    private static PrivateKey privateKey(File file) throws IOException, GeneralSecurityException {
        String base64 = Files.readString(file.toPath()).replaceAll("-----[A-Z ]+-----|\\s", "");
        return KeyFactory.getInstance("RSA")
                .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(base64)));
    }
}

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Authenticator;
import java.net.InetSocketAddress;
import java.net.PasswordAuthentication;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * Installs a Maven distribution for {@code mvnw}: downloads, checks, unpacks, and moves it into place in one step.
 *
 * <p>Arguments: coordinates ({@code group:artifact:version:classifier:extension}), SHA-512, directory to install to.
 * The repository is Central, or the one that {@code MVNW_REPOURL} names. Proxies come from the system properties
 * {@code https.proxyHost} and so on (put them into {@code MAVEN_OPTS}), else from the environment.
 */
class InstallMaven {

    public static void main(String[] args) throws Exception {
        String[] coordinates = args[0].split(":");
        String sha512 = args[1];
        Path home = Path.of(args[2]).toAbsolutePath();

        Files.createDirectories(home.getParent());
        Path workshop = Files.createTempDirectory(home.getParent(), ".installing-");
        try {
            Path zip = workshop.resolve("maven.zip");
            download(address(coordinates), zip);
            verify(zip, sha512);
            Path unpacked = unzip(zip, workshop.resolve("unpacked"));
            moveIntoPlace(unpacked, home);
        } finally {
            delete(workshop);
        }
    }

    private static URI address(String[] coordinates) {
        String group = coordinates[0];
        String artifact = coordinates[1];
        String version = coordinates[2];
        String repository = Optional.ofNullable(System.getenv("MVNW_REPOURL"))
                .filter(url -> !url.isBlank())
                .orElseGet(() -> "https://repo." + reversed(group) + "/maven2")
                .replaceAll("/+$", "");
        return URI.create("%s/%s/%s/%s/%s-%s-%s.%s"
                .formatted(
                        repository,
                        group.replace('.', '/'),
                        artifact,
                        version,
                        artifact,
                        version,
                        coordinates[3],
                        coordinates[4]));
    }

    private static String reversed(String group) {
        List<String> labels = Arrays.asList(group.split("\\."));
        Collections.reverse(labels);
        return String.join(".", labels);
    }

    private static void download(URI address, Path target) throws IOException, InterruptedException {
        System.err.println("mvnw: downloading " + address);
        HttpClient.Builder client = HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NORMAL)
                .connectTimeout(Duration.ofSeconds(30))
                .proxy(ProxySelector.getDefault());
        environmentProxy(address).ifPresent(proxy -> useProxy(client, proxy));
        var request =
                HttpRequest.newBuilder(address).timeout(Duration.ofMinutes(10)).build();
        var response = client.build().send(request, BodyHandlers.ofFile(target));
        if (response.statusCode() != 200) {
            throw new IOException("HTTP status " + response.statusCode() + " for " + address);
        }
    }

    private static Optional<URI> environmentProxy(URI address) {
        String scheme = address.getScheme().toLowerCase(Locale.ROOT);
        boolean bypassed = environment("no_proxy").stream()
                .flatMap(hosts -> Stream.of(hosts.split("[,\\s]+")))
                .map(host -> host.replaceFirst("^\\*?\\.", ""))
                .anyMatch(host -> host.equals("*")
                        || address.getHost().equals(host)
                        || (!host.isEmpty() && address.getHost().endsWith("." + host)));
        if (bypassed || System.getProperty(scheme + ".proxyHost") != null) {
            return Optional.empty();
        }
        return environment(scheme + "_proxy")
                .or(() -> environment("all_proxy"))
                .map(proxy -> URI.create(proxy.contains("://") ? proxy : "http://" + proxy));
    }

    private static Optional<String> environment(String name) {
        return Stream.of(name, name.toUpperCase(Locale.ROOT))
                .map(System::getenv)
                .filter(value -> value != null && !value.isBlank())
                .findFirst();
    }

    private static void useProxy(HttpClient.Builder client, URI proxy) {
        int port = proxy.getPort() == -1 ? 80 : proxy.getPort();
        client.proxy(ProxySelector.of(new InetSocketAddress(proxy.getHost(), port)));
        String user = proxy.getUserInfo();
        if (user != null) {
            // the JDK refuses Basic authentication to proxies of HTTPS unless told
            System.setProperty("jdk.http.auth.tunneling.disabledSchemes", "");
            int colon = user.indexOf(':');
            String name = colon < 0 ? user : user.substring(0, colon);
            char[] password = user.substring(colon + 1).toCharArray();
            client.authenticator(new Authenticator() {
                @Override
                protected PasswordAuthentication getPasswordAuthentication() {
                    return new PasswordAuthentication(name, password);
                }
            });
        }
    }

    private static void verify(Path file, String sha512) throws IOException, NoSuchAlgorithmException {
        MessageDigest digest = MessageDigest.getInstance("SHA-512");
        try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
            in.transferTo(OutputStream.nullOutputStream());
        }
        String actual = HexFormat.of().formatHex(digest.digest());
        if (!actual.equalsIgnoreCase(sha512)) {
            throw new IOException("SHA-512 is " + actual + ", not " + sha512 + ": refused");
        }
    }

    /** Returns the one directory at the top of the archive. */
    private static Path unzip(Path zip, Path target) throws IOException {
        Files.createDirectories(target);
        try (ZipInputStream in = new ZipInputStream(Files.newInputStream(zip))) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                Path path = target.resolve(entry.getName()).normalize();
                if (!path.startsWith(target)) {
                    throw new IOException("archive entry outside of the archive: " + entry.getName());
                }
                if (entry.isDirectory()) {
                    Files.createDirectories(path);
                } else {
                    Files.createDirectories(path.getParent());
                    Files.copy(in, path);
                }
            }
        }
        try (Stream<Path> top = Files.list(target)) {
            Path maven = top.findFirst().orElseThrow(() -> new IOException("empty archive"));
            // the JDK does not read the modes that the archive keeps
            try (Stream<Path> commands = Files.list(maven.resolve("bin"))) {
                commands.filter(path -> !path.toString().endsWith(".conf"))
                        .forEach(path -> path.toFile().setExecutable(true, false));
            }
            return maven;
        }
    }

    private static void moveIntoPlace(Path unpacked, Path home) throws IOException {
        try {
            Files.move(unpacked, home, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileSystemException e) {
            if (!Files.exists(home.resolve("bin"))) {
                throw e;
            }
            // another run was faster, and installed the same bytes
        }
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path path : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}

package io.tidewire.benchmarks.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is measured, and with whom. */
class ScenariosTest {

    private static final Duration USUAL = Duration.ofSeconds(10);

    private static final List<Server> SERVERS = Server.read(Path.of("../servers/servers.json"));

    static Stream<List<Scenario>> runs() {
        return Stream.of(Scenarios.all(), Scenarios.smoke());
    }

    private static Scenario scenario(String name) {
        return Scenarios.all().get(Scenarios.place(name));
    }

    private static List<String> servers(String scenario) {
        return SERVERS.stream()
                .filter(scenario(scenario)::suits)
                .map(Server::name)
                .toList();
    }

    @ParameterizedTest
    @MethodSource("runs")
    void noVariantComesTwice(List<Scenario> run) {
        List<Variant> variants = run.stream().map(Scenario::variant).toList();
        long changes = Stream.iterate(1, i -> i < variants.size(), i -> i + 1)
                .filter(i -> variants.get(i) != variants.get(i - 1))
                .count();
        assertThat(changes).isEqualTo(variants.stream().distinct().count() - 1);
    }

    @ParameterizedTest
    @MethodSource("runs")
    void everyScenarioHasTheYardstickAndOneOfOurs(List<Scenario> run) {
        assertThat(run)
                .allSatisfy(scenario -> assertThat(SERVERS.stream().filter(scenario::suits))
                        .anyMatch(Server::isOurs)
                        .anyMatch(server -> server.name().equals(Server.YARDSTICK)));
    }

    @Test
    void stylesTakePartWhereTheStyleIsWhatIsMeasured() {
        assertThat(servers("echo-32-d16")).contains("tidewire-callback", "tidewire-json", "gws", "raw");
        assertThat(servers("handshakes")).contains("tidewire-callback", "gws").doesNotContain("tidewire-json", "raw");
        assertThat(servers("rooms-10000")).containsExactly("tidewire-callback", "webflux");
    }

    @Test
    void warmServerIsWarmedUpForShorterButForWhatIsNewToIt() {
        assertThat(scenario("echo-32-d16").warmup(USUAL, false)).isEqualTo(USUAL);
        assertThat(scenario("echo-32-d16").warmup(USUAL, true)).isEqualTo(USUAL.dividedBy(5));
        assertThat(scenario("handshakes").warmup(USUAL, true)).isEqualTo(USUAL.multipliedBy(2));
        assertThat(scenario("rooms-0").warmup(USUAL, true)).isEqualTo(USUAL);
    }
}

package io.tidewire.benchmarks.harness;

import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/** The rounds, asked by scenario and server. */
final class Comparison {

    private final List<Round> rounds;

    Comparison(List<Round> rounds) {
        this.rounds = rounds;
    }

    Stream<Round> of(String scenario, String server) {
        return rounds.stream()
                .filter(round ->
                        round.scenario().equals(scenario) && round.server().equals(server));
    }

    /** Of one figure. */
    Statistics statistics(String scenario, String server, ToDoubleFunction<Round> figure) {
        return Statistics.of(of(scenario, server).mapToDouble(figure));
    }

    /** How many times the yardstick's messages per second of CPU, each round with the same round. */
    Statistics ratio(String scenario, String server) {
        return Statistics.of(of(scenario, server)
                .flatMap(round -> of(scenario, Server.YARDSTICK)
                        .filter(yardstick -> yardstick.round() == round.round())
                        .map(yardstick -> round.messagesPerCpuSecond() / yardstick.messagesPerCpuSecond()))
                .mapToDouble(ratio -> ratio));
    }
}

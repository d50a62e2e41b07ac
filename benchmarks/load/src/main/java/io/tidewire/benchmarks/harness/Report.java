package io.tidewire.benchmarks.harness;

import java.util.List;
import java.util.Locale;
import java.util.function.BiFunction;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The results as a page: {@code results.md}. */
final class Report {

    private final Results results;
    private final Comparison comparison;

    Report(Results results) {
        this.results = results;
        this.comparison = new Comparison(results.rounds());
    }

    String markdown() {
        return Stream.of(introduction(), ratios(), cpu(), memory(), latency(), shares(), notes())
                        .collect(Collectors.joining())
                        .strip()
                + "\n";
    }

    private String introduction() {
        Machine machine = results.machine();
        Table table = new Table("measured on", List.of(machine.date()));
        table.row("with", List.of("`" + machine.command() + "`"));
        table.row("processor", List.of("%d × %s".formatted(machine.cores(), machine.processor())));
        table.row("kernel", List.of(machine.kernel()));
        table.row("JDK", List.of(machine.jdk()));
        machine.versions().forEach((program, version) -> table.row(program, List.of(version)));
        return """
                # Results

                Made by `benchmarks/run`; [the benchmarks' page](../../benchmarks/README.md) says what is measured, how, and what
                it cannot tell. The raw figures are in [results.json](results.json).

                """ + table.markdown() + "![Ratios to stock WebFlux](results.png)\n\n";
    }

    private String ratios() {
        return """
                ## Messages per second of server CPU, as ratio to stock WebFlux

                Each round is divided by WebFlux's same round. The median of the rounds, and in brackets the least and the
                greatest; more is better.

                """
                + tables((scenario, server) -> {
                    Statistics ratio = comparison.ratio(scenario, server);
                    return ratio.isEmpty() ? "" : format("%.2f (%.2f–%.2f)", ratio.median(), ratio.min(), ratio.max());
                });
    }

    private String cpu() {
        return """
                ## Server CPU per message

                In microseconds, in the server's own code + in the kernel for it; medians, less is better. A message is one that
                came back, one delivery of a broadcast, one arrival at the collector, or one connection from TCP to the answered
                close frame.

                """
                + tables((scenario, server) -> {
                    Statistics user = comparison.statistics(scenario, server, Round::userMicros);
                    return user.isEmpty()
                            ? ""
                            : format("%.2f + %.2f", user.median(), median(scenario, server, Round::systemMicros));
                });
    }

    private String memory() {
        if (results.footprints().isEmpty()) {
            return "";
        }
        int connections = results.footprints().get(0).connections();
        Table table = new Table(
                "server", List.of("resident, bytes each", "live heap, bytes each", "resident before → after, MB"));
        results.titles().forEach((name, title) -> {
            List<Footprint> prints = results.footprints().stream()
                    .filter(print -> print.server().equals(name))
                    .toList();
            if (prints.isEmpty()) {
                return;
            }
            double heap = median(prints, Footprint::heapPerConnection);
            table.row(
                    title,
                    List.of(
                            format("%,.0f", median(prints, Footprint::residentPerConnection)),
                            Double.isNaN(heap) ? "" : format("%,.0f", heap),
                            format(
                                    "%.0f → %.0f",
                                    median(prints, print -> print.residentBefore() / 1e6),
                                    median(prints, print -> print.residentAfter() / 1e6))));
        });
        return format("""
                ## Memory of %,d idle connections

                A server that has been busy for some seconds is asked to collect its garbage; so it is again when every
                connection has had one message echoed. What it has more then, divided by the connections. Medians.

                """, connections) + table.markdown();
    }

    private String latency() {
        if (results.latencies().isEmpty()) {
            return "";
        }
        Table table = new Table("server", List.of("p50", "p90", "p99", "p99.9", "max", "server busy"));
        results.titles()
                .forEach((name, title) -> results.latencies().stream()
                        .filter(latency -> latency.server().equals(name))
                        .forEach(latency -> table.row(
                                title,
                                Stream.concat(
                                                Stream.of(
                                                                latency.p50(),
                                                                latency.p90(),
                                                                latency.p99(),
                                                                latency.p999(),
                                                                latency.max())
                                                        .map(micros -> format("%,.0f", micros)),
                                                Stream.of(
                                                        percent(median(latency.scenario(), name, Round::serverShare))))
                                        .toList())));
        return """
                ## Latency

                In microseconds, of 32-byte echoes that are due 10,000 times a second on 64 connections, the same for all
                servers. The time runs from when a message was due, whether or not it could be sent then: a server that stalls is
                charged for all that had to wait. All rounds together; less is better.

                """ + table.markdown();
    }

    private String shares() {
        return """
                ## Was it the server that was measured?

                How busy the server's core was, and the thread that makes the load on the other; medians. Where a figure has a
                star, in some round that thread was busier than 95 % while the server was below 90 %: the server could have
                done more if it had been asked for more. Messages per second of *CPU* hold there too, as time in which a
                server waits is not counted. What shows that the generator is no bottleneck is raw TCP: there it makes more
                messages than any of the other servers takes, so what they do less is theirs.

                """
                + tables((scenario, server) -> {
                    Statistics busy = comparison.statistics(scenario, server, Round::serverShare);
                    boolean bound = comparison.of(scenario, server).anyMatch(Round::boundByLoad);
                    return busy.isEmpty()
                            ? ""
                            : percent(busy.median())
                                    + " / "
                                    + percent(median(scenario, server, Round::loadShare))
                                    + (bound ? " *" : "");
                });
    }

    private String notes() {
        if (results.notes().isEmpty()) {
            return "";
        }
        return "## What is missing\n\n"
                + results.notes().stream()
                        .map(note ->
                                "- " + (note.scenario().isEmpty() ? "" : note.scenario() + ": ") + note.text() + "\n")
                        .collect(Collectors.joining());
    }

    /** One table for each group of scenarios; a cell is asked for by scenario and server. */
    private String tables(BiFunction<String, String, String> cell) {
        StringBuilder tables = new StringBuilder();
        for (Group group : Group.values()) {
            List<String> scenarios = group.scenarios(results);
            if (scenarios.isEmpty()) {
                continue;
            }
            Table table = new Table(group.title, scenarios);
            results.titles()
                    .forEach((name, title) -> table.row(
                            title,
                            scenarios.stream()
                                    .map(scenario -> cell.apply(scenario, name))
                                    .toList()));
            tables.append(table.markdown());
        }
        return tables.toString();
    }

    private double median(String scenario, String server, ToDoubleFunction<Round> figure) {
        return comparison.statistics(scenario, server, figure).median();
    }

    private static double median(List<Footprint> prints, ToDoubleFunction<Footprint> figure) {
        return Statistics.of(prints.stream().mapToDouble(figure)).median();
    }

    private static String percent(double share) {
        return format("%.0f %%", 100 * share);
    }

    private static String format(String format, Object... arguments) {
        return String.format(Locale.ROOT, format, arguments);
    }
}

package io.tidewire.benchmarks.harness;

import io.tidewire.benchmarks.harness.Results.Note;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Notes what a server cannot do or does wrong, and goes on with the others. */
final class Failures {

    /** Something that may fail. */
    interface Step {
        void run() throws IOException;
    }

    private final Results results;
    private int count;

    Failures(Results results) {
        this.results = results;
    }

    /** Whether a step was done. What a server says it does not support is no failure. */
    boolean without(Scenario scenario, Server server, Step step) {
        try {
            step.run();
            return true;
        } catch (ServerProcess.UnsupportedException unsupported) {
            note(scenario, server.title() + " is left out: " + unsupported.getMessage());
        } catch (IOException | UncheckedIOException failure) {
            count++;
            note(scenario, server.title() + " failed: " + failure.getMessage());
        }
        return false;
    }

    private void note(Scenario scenario, String text) {
        System.out.print("\n  " + text);
        results.notes().add(new Note(scenario.name(), text));
    }

    int count() {
        return count;
    }
}

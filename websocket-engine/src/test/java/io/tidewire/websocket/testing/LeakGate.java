package io.tidewire.websocket.testing;

import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetectorFactory;
import java.util.List;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * Fails a test class that leaks a reference-counted object.
 *
 * <p>Nobody has to ask for it: the service files beside it make the launcher create one before any class of Netty is
 * loaded, and make Jupiter apply one to every test class. A {@code TestExecutionListener} would not do, since the
 * launcher logs what a listener throws and goes on; what an extension throws is a failure to every build tool.
 */
public final class LeakGate implements LauncherSessionListener, BeforeAllCallback, AfterAllCallback {

    private static final LeakRecorder RECORDER = new LeakRecorder();

    @Override
    public void launcherSessionOpened(LauncherSession session) {
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
        ResourceLeakDetectorFactory.setResourceLeakDetectorFactory(RECORDER);
    }

    /** What a class keeps in fields is garbage only after it: the engine closes its store when all classes are done. */
    @Override
    public void beforeAll(ExtensionContext context) {
        context.getRoot()
                .getStore(ExtensionContext.Namespace.create(LeakGate.class))
                .computeIfAbsent("end of run", key -> (AutoCloseable) () -> check("the run"));
    }

    @Override
    public void afterAll(ExtensionContext context) {
        boolean nested =
                context.getParent().map(parent -> parent != context.getRoot()).orElse(false);
        if (!nested) {
            check(context.getDisplayName() + " (or a class before it)");
        }
    }

    private static void check(String suspect) {
        List<String> leaks = RECORDER.drain();
        if (!leaks.isEmpty()) {
            throw new AssertionError(
                    "%d leak(s) in %s:%n%s".formatted(leaks.size(), suspect, String.join("\n", leaks)));
        }
    }
}

package io.tidewire.websocket.testing;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** What this process holds of what has to be given back. */
public final class Resources {

    private Resources() {}

    /** Live bytes on the heap: collects garbage first. */
    public static long heap() {
        System.gc();
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    /** Open file descriptors, sockets among them; 0 where the system does not tell. */
    public static long openFiles() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                ? unix.getOpenFileDescriptorCount()
                : 0;
    }

    /** Live threads. */
    public static int threads() {
        return ManagementFactory.getThreadMXBean().getThreadCount();
    }
}

package io.tidewire.websocket.rfc;

import java.util.List;
import java.util.stream.Stream;

/** The cases, for a server that echoes and takes messages of up to {@link #MAX_MESSAGE_SIZE}. */
public final class RfcCases {

    /** In bytes: the limit that {@link #all()} assumes, 64 MiB. */
    public static final int MAX_MESSAGE_SIZE = 64 * 1024 * 1024;

    /** In bytes: the limit that {@link #oversize()} assumes. */
    public static final int SMALL_MESSAGE_SIZE = 1000;

    private RfcCases() {}

    /** Every case but those that need a small limit. */
    public static List<RfcCase> all() {
        return Stream.of(
                        FramingCases.all(),
                        MaskCases.all(),
                        FragmentationCases.all(),
                        ControlFrameCases.all(),
                        Utf8Cases.all(),
                        CloseCases.all())
                .flatMap(List::stream)
                .toList();
    }

    /** Messages around a limit of {@link #SMALL_MESSAGE_SIZE}. */
    public static List<RfcCase> oversize() {
        return OversizeCases.all();
    }
}

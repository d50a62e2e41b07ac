package io.tidewire.websocket.session;

import org.reactivestreams.Subscription;

/**
 * How much a publisher is asked for: one at a time, or several small ones where each one more would cost a hop between
 * threads. Event loop only.
 */
final class Demand {

    private static final int WINDOW = 32;

    private static final int SMALL = 4 * 1024;

    private int window = 1;
    private int asked;

    /**
     * One of those that were asked for is here.
     *
     * @param onLoop whether the publisher emits on the event loop. Then one is asked for at a time: it costs next to
     *     nothing, and what follows a small one may be large
     */
    void received(int length, boolean onLoop) {
        asked--;
        window = onLoop || length > SMALL ? 1 : WINDOW;
    }

    /** Asks for more, unless enough is on its way. */
    void askForMore(Subscription publisher) {
        if (asked <= window / 2) {
            int more = window - asked;
            asked = window;
            publisher.request(more);
        }
    }
}

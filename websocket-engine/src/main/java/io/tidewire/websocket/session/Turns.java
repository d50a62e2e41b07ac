package io.tidewire.websocket.session;

/**
 * Work that calls the network and the application, of which each may call for more of it: it is done again then, but
 * never within itself. Event loop only.
 */
abstract class Turns {

    /** After so many bytes of one message the event loop is left to others: its publisher may never pause. */
    private static final int TURN = 1024 * 1024;

    final Transport transport;
    private boolean running;
    private boolean runAgain;
    private boolean scheduled;
    private int sentInTurn;

    Turns(Transport transport) {
        this.transport = transport;
    }

    /** Does what can be done now. */
    abstract void runOnce();

    /**
     * Does what can be done now. May be called from within itself: a flush can make the transport writable again, and
     * whoever hears that its message is out may send the next. The outer call sees to it.
     */
    void run() {
        if (running) {
            runAgain = true;
            return;
        }
        running = true;
        try {
            do {
                runAgain = false;
                runOnce();
            } while (runAgain);
        } finally {
            running = false;
        }
    }

    /** Whether it is in the middle of it. */
    boolean isRunning() {
        return running;
    }

    /** Runs when the caller, a publisher, has emitted all that it emits at a time, and may be asked for more. */
    void runLater() {
        if (running) {
            runAgain = true;
        } else {
            runInTurn();
        }
    }

    private void runInTurn() {
        if (!scheduled) {
            scheduled = true;
            transport.execute(() -> {
                scheduled = false;
                sentInTurn = 0;
                run();
            });
        }
    }

    /** So many bytes of a message that may never end were sent. */
    void sent(int bytes) {
        sentInTurn += bytes;
    }

    /** Whether that is enough for now; then it goes on in a turn of its own. */
    boolean isTurnOver() {
        if (sentInTurn < TURN) {
            return false;
        }
        runInTurn();
        return true;
    }
}

package io.tidewire.websocket.test;

import java.time.Duration;

/** The client's way to the server, and what a test may do to it. Any thread. */
interface Network {

    /** What the client sends goes out in pieces of this many bytes. */
    void splitFrames(int bytes);

    /** Nothing more is read: TCP slows the server down. */
    void stopReading();

    void resumeReading();

    /** Nothing that comes is seen and nothing that is sent arrives, but the connection stays open. */
    void goSilent();

    /** Ends the connection with a TCP reset. */
    void reset();

    /** Sends bytes behind what was sent before. */
    void sendRaw(byte[] bytes);

    /** Lets time pass until something is in the inbox. */
    void elapse(Duration time, Inbox inbox);
}

package io.tidewire.websocket.spring;

/** A {@link SocketHandler} or its properties cannot work as they are; thrown at the start of the application. */
public final class SocketHandlerConfigurationException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String description;
    private final String action;

    /**
     * A mistake.
     *
     * @param description what is wrong and where, as a sentence
     * @param action what to write instead, as a sentence
     */
    public SocketHandlerConfigurationException(String description, String action) {
        super(description + " " + action);
        this.description = description;
        this.action = action;
    }

    /** What is wrong and where. */
    public String getDescription() {
        return description;
    }

    /** What to write instead. */
    public String getAction() {
        return action;
    }
}

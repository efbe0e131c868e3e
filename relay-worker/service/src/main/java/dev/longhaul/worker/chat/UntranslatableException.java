package dev.longhaul.worker.chat;

import dev.longhaul.worker.provider.Fault;

/** A chat request that a dialect cannot put in its own words. It never leaves the dialect: it becomes a fault. */
public final class UntranslatableException extends Exception {

    private static final long serialVersionUID = 1L;

    private final String param;

    /**
     * @param param
     *            the place in the request, such as {@code messages[2].content[0]}
     * @param message
     *            what is wrong with it for this provider, for a person
     */
    public UntranslatableException(String param, String message) {
        super(message);
        this.param = param;
    }

    public Fault fault() {
        return new Fault(null, "unsupported_by_provider", param + ": " + getMessage(), param);
    }
}

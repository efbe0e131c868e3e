package dev.longhaul.client.cli.session;

/** The platform did not accept jobs for longer than it may be away. */
public final class PlatformBusyException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public PlatformBusyException(String message) {
        super(message);
    }
}

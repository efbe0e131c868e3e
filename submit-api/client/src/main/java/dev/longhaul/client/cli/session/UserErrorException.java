package dev.longhaul.client.cli.session;

/** Something that only the user can put right. The message is the whole of what is shown: what is wrong, what to do. */
public final class UserErrorException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public UserErrorException(String message) {
        super(message);
    }

    public UserErrorException(String message, Throwable cause) {
        super(message, cause);
    }
}

package dev.longhaul.client.cli.session;

/** What the command tells a script. Part of the command's contract: a number never changes its meaning. */
public final class ExitCode {

    /** Everything that was asked for succeeded. */
    public static final int SUCCEEDED = 0;
    /** The command did its work, and some jobs failed. */
    public static final int SOME_FAILED = 1;
    /** The command line, a file or a request is wrong; doing the same again gives the same. */
    public static final int BAD_INPUT = 2;
    /** The platform cannot be reached, refuses the API key or fails. */
    public static final int UNAVAILABLE = 3;
    /** The time given by {@code --timeout} is over and a job still goes on. */
    public static final int NOT_ENDED = 4;
    /** Ctrl-C. */
    public static final int INTERRUPTED = 130;

    private ExitCode() {}
}

package dev.longhaul.contract.process;

/**
 * What a service cannot do without: when it ends by an exception that nobody expects, such as an
 * {@link OutOfMemoryError}, the process ends with status {@value #STATUS}. One that lived on would look ready and do
 * nothing; one that has ended is started again and takes everything up. Thread-safe.
 */
public final class Essential {

    /** The process's exit status: {@code EX_SOFTWARE} of BSD's {@code sysexits.h}. */
    public static final int STATUS = 70;

    private static final EndOfProcess END = new EndOfProcess(Runtime.getRuntime()::halt);

    private Essential() {}

    /** A platform thread of this name, to be started. */
    public static Thread.Builder.OfPlatform platformThread(String name) {
        return Thread.ofPlatform().name(name).uncaughtExceptionHandler(END);
    }

    /** A virtual thread of this name, to be started. */
    public static Thread.Builder.OfVirtual virtualThread(String name) {
        return Thread.ofVirtual().name(name).uncaughtExceptionHandler(END);
    }

    /** A task for a timer, which would keep to itself what the task throws, and never call it again. */
    public static Runnable task(String name, Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (RuntimeException | Error e) {
                END.end(name, e);
                throw e;
            }
        };
    }

    /** For what runs on threads of others: it has ended by itself, and they have told why. */
    public static void hasEnded(String name) {
        END.end(name, new IllegalStateException(name + " has ended"));
    }
}

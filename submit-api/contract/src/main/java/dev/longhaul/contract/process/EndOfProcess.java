package dev.longhaul.contract.process;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.function.IntConsumer;

/**
 * Ends the process for what nobody has caught. At once, as a kill does, and without its orderly stop: that needs the
 * threads and the memory that may be what is missing, and everything is taken up again after a kill.
 */
final class EndOfProcess implements Thread.UncaughtExceptionHandler {

    private static final Logger log = System.getLogger(EndOfProcess.class.getName());

    private final IntConsumer halt;

    /**
     * @param halt
     *            ends the process with a status
     */
    EndOfProcess(IntConsumer halt) {
        this.halt = halt;
    }

    @Override
    public void uncaughtException(Thread thread, Throwable failure) {
        end(thread.getName(), failure);
    }

    void end(String what, Throwable failure) {
        try {
            log.log(Level.ERROR,
                    "'" + what + "' has ended, without which this process is of no use: it ends with status "
                            + Essential.STATUS + " and is to be started again",
                    failure);
        } finally {
            // whatever becomes of the line
            halt.accept(Essential.STATUS);
        }
    }
}

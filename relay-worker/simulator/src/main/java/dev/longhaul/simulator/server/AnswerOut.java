package dev.longhaul.simulator.server;

/** Where the bytes of one answer's body go. */
sealed interface AnswerOut permits OrderlyOut, BreakingOut {

    /** Sends a part of the body. */
    void write(byte[] part);

    /** Sends the last part of the body. */
    void end(byte[] part);

    /** Whether the sender is to call {@link #breakOff} after half of the answer instead of ending it. */
    boolean breaksHalfway();

    /** Lets the fault strike here. */
    void breakOff();

    /** Whether nothing more is to be sent. */
    boolean isOver();
}

package dev.longhaul.bench.load;

/** A call that did not bring the answer that belongs to its prompt; the message says why in few words, for counting. */
final class WrongAnswer extends Exception {

    private static final long serialVersionUID = 1L;

    WrongAnswer(String reason) {
        super(reason);
    }
}

package dev.longhaul.simulator.ledger;

/**
 * A walk through counted ids, in the order in which they were first seen. More ids may be counted meanwhile; after a
 * reset of the ledger the walk goes on over what was there before. Belongs to the event loop.
 */
public final class Counted {

    private final CallCounts counts;
    private int position = -1;

    Counted(CallCounts counts) {
        this.counts = counts;
    }

    /** Moves to the next id; false: there is none. */
    public boolean next() {
        position++;
        return position < counts.size();
    }

    /** The id. */
    public String id() {
        return counts.idAt(position);
    }

    /** How often it was asked. */
    public int asked() {
        return counts.askedAt(position);
    }

    /** How often it was billed. */
    public int billed() {
        return counts.billedAt(position);
    }
}

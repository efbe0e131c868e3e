package dev.longhaul.resultstore.outcome;

/**
 * How much a batch of messages has come to, and whether it is enough. Entries are what the record has to write; bytes
 * are what memory has to hold, where answers are long. Not thread-safe.
 */
final class BatchSize {

    /**
     * A batch is in memory three times while it is written: as it came, as it was read, and as the driver sends it. So
     * it takes some 30 MB, and not a thousand times the 1 MiB and more that a message may have.
     */
    static final int MOST_BYTES = 8 << 20;

    private final int mostEntries;
    private int entries;
    private long bytes;

    /**
     * @param mostEntries
     *            at least 1
     */
    BatchSize(int mostEntries) {
        this.mostEntries = mostEntries;
    }

    /** A message more, which may have no entries and is held all the same. */
    void add(int moreEntries, int moreBytes) {
        entries += moreEntries;
        bytes += moreBytes;
    }

    /** Whether the batch ends here; one message alone may be more than enough. */
    boolean isFull() {
        return entries >= mostEntries || bytes >= MOST_BYTES;
    }
}

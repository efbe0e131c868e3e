package dev.longhaul.contract.job;

/** How large a job may be. */
public final class JobSize {

    /**
     * Bytes of a job's answer, and of its request together with an answer that the record keeps in the same document,
     * in UTF-8. MongoDB limits a document to 16 MiB, and RabbitMQ 4 a message, which a request travels in; the rest is
     * for everything else.
     */
    public static final int MAX_BYTES = 15 * 1_024 * 1_024;

    private JobSize() {}
}

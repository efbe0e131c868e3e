package dev.longhaul.simulator.dialect;

/**
 * A streamed answer as the pieces in which it goes out. Each call appends whole server-sent events to the sink; the
 * pieces are asked for in order, once.
 */
public interface StreamScript {

    /** Events before the first piece of content. */
    void open(EventSink sink);

    /**
     * Events for a piece of one choice's content.
     *
     * @param choice
     *            index of the choice
     * @param piece
     *            the next part of its content
     */
    void piece(EventSink sink, int choice, String piece);

    /** Events after the last piece: finish reasons, usage, end marker. */
    void close(EventSink sink);
}

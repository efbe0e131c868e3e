package dev.longhaul.worker.http;

import java.util.List;

/** Reads a streamed answer while it arrives, on the thread that makes the call. */
public interface PieceReceiver {

    /** Whether it wants this answer in pieces; otherwise the body comes whole. Asked on the event loop: decide fast. */
    boolean wants(int status, Headers headers);

    /**
     * @param pieces
     *            what has arrived since the last time, in order
     */
    Next receive(List<byte[]> pieces);

    /** What to do after some pieces. */
    enum Next {
        /** Read on. */
        MORE,
        /** The answer is complete, whatever may still come. */
        COMPLETE,
        /** The rest is not worth reading: close the stream. */
        USELESS
    }
}

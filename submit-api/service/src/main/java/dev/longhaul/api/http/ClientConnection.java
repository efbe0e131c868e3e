package dev.longhaul.api.http;

import jakarta.servlet.http.HttpServletRequest;
import org.apache.coyote.ActionCode;
import org.apache.coyote.Request;
import org.jspecify.annotations.Nullable;

/**
 * Tells whether the client of a request that is being answered is still there. Tomcat says nothing when a client hangs
 * up while its answer is being waited for, so the connection is read without blocking: when that fails or finds the
 * end, Tomcat says that one byte can be read and has none. Only for the thread that serves the request, after it has
 * read the body.
 */
public final class ClientConnection {

    private static final String ATTRIBUTE = ClientConnection.class.getName();
    /** What Tomcat says is available when a read failed or found the end. */
    private static final int ENDED = 1;

    private final @Nullable Request request;

    ClientConnection(@Nullable Request request) {
        this.request = request;
    }

    /** The connection of a request; one that never hangs up when the request did not come through our valve. */
    public static ClientConnection of(HttpServletRequest request) {
        return request.getAttribute(ATTRIBUTE) instanceof ClientConnection known ? known : new ClientConnection(null);
    }

    static void attach(org.apache.catalina.connector.Request request) {
        request.setAttribute(ATTRIBUTE, new ClientConnection(request.getCoyoteRequest()));
    }

    /** Whether the client has closed its side, or the connection is broken. */
    public boolean isGone() {
        Request current = request;
        if (current == null) {
            return false;
        }
        // the beginning of a next request is data too: it is in the buffer (second look) or makes no further read
        // (third)
        return available(current, true) == ENDED && available(current, false) == 0
                && available(current, true) == ENDED;
    }

    /**
     * @param read
     *            whether to read, without blocking, when nothing is in the buffer
     */
    private static int available(Request request, boolean read) {
        request.action(ActionCode.AVAILABLE, read);
        return request.getAvailable();
    }
}

package dev.longhaul.api.http;

import jakarta.servlet.http.HttpServletRequest;
import org.apache.coyote.ActionCode;
import org.apache.coyote.Request;
import org.jspecify.annotations.Nullable;

/**
 * Tells whether the client of a request that is being answered is still there. Tomcat says nothing when a client hangs
 * up while its answer is being waited for, so the connection is read without blocking: an end of stream shows itself as
 * one byte that never goes away. Only for the thread that serves the request, after it has read the body.
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
        int first = available(current);
        // a pipelined next request is available too, but not as the one byte that stays one
        return first == ENDED && available(current) == first;
    }

    private static int available(Request request) {
        request.action(ActionCode.AVAILABLE, true);
        return request.getAvailable();
    }
}

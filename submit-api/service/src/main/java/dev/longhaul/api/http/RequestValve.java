package dev.longhaul.api.http;

import jakarta.servlet.ServletException;
import java.io.IOException;
import java.util.HexFormat;
import java.util.random.RandomGenerator;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * The first to see a request, also one that Tomcat itself refuses. Gives it an id (a proxy's, when it sends a decent
 * one, else a new one), which is on the answer and in the logs, its {@link ClientConnection}, and its place in the
 * {@link BodyRoom}.
 */
final class RequestValve extends ValveBase {

    private static final String HEADER = "x-request-id";
    private static final String IN_LOGS = "requestId";
    private static final int LONGEST = 128;

    private final RandomGenerator random;
    private final BodyRoom room;

    RequestValve(RandomGenerator random, BodyRoom room) {
        super(true);
        this.random = random;
        this.room = room;
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
        String id = decent(request.getHeader(HEADER));
        if (id == null) {
            id = "req_" + HexFormat.of().toHexDigits(random.nextLong()) + HexFormat.of().toHexDigits(random.nextInt());
        }
        response.setHeader(HEADER, id);
        ClientConnection.attach(request);
        BodyRoom.Place place = room.attach(request);
        MDC.put(IN_LOGS, id);
        try {
            getNext().invoke(request, response);
        } finally {
            place.leave();
            MDC.remove(IN_LOGS);
        }
    }

    private static @Nullable String decent(@Nullable String id) {
        if (id == null || id.isEmpty() || id.length() > LONGEST) {
            return null;
        }
        for (int i = 0; i < id.length(); i++) {
            char c = id.charAt(i);
            boolean plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-'
                    || c == '_' || c == '.';
            if (!plain) {
                return null;
            }
        }
        return id;
    }
}

package dev.longhaul.api.request;

import dev.longhaul.api.error.ApiException;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JsonToken;

/**
 * What a lookup of many jobs asks for.
 *
 * @param ids
 *            as the client wrote them, 1 to {@value #MOST}
 * @param seconds
 *            how long to wait, 0 to {@value #LONGEST_WAIT}
 * @param min
 *            how many of them must have ended before there is an answer, at least 1
 */
public record LookupRequest(List<String> ids, int seconds, int min) {

    private static final int MOST = 1_000;
    private static final int LONGEST_WAIT = 60;

    /**
     * @throws ApiException
     *             that says what is wrong and where
     */
    public static LookupRequest read(byte[] body) {
        List<String> ids = new ArrayList<>();
        int seconds = 0;
        int min = 1;
        try (JsonCursor at = new JsonCursor(body, 0, body.length)) {
            at.begin();
            while (at.next() != JsonToken.END_OBJECT) {
                String name = at.name();
                at.next();
                switch (name) {
                    case "ids" -> Check.arrayOf(each -> {
                        Check.STRING.check(each);
                        ids.add(each.text());
                    }, 1, MOST).check(at);
                    case "wait" -> seconds = (int) Check.integer(at, 0, LONGEST_WAIT);
                    case "min" -> min = (int) Check.integer(at, 1, MOST);
                    default -> throw at.unknown();
                }
            }
            if (ids.isEmpty()) {
                throw at.missing("ids");
            }
            at.end();
        }
        return new LookupRequest(List.copyOf(ids), seconds, min);
    }
}

package dev.longhaul.api.request;

import dev.longhaul.api.error.ApiException;
import dev.longhaul.contract.webhook.EventType;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonToken;

/**
 * What a caller says of a webhook endpoint. Null for what is not said.
 *
 * @param hasUrl
 *            whether the URL is said, be it null
 * @param url
 *            null for an endpoint that is not called
 * @param full
 *            whether a job's answer is to come along
 * @param asymmetric
 *            whether deliveries are to be signed with the ed25519 key as well
 */
public record WebhookEndpointRequest(@Nullable String name, boolean hasUrl, @Nullable String url,
        @Nullable Set<EventType> types, @Nullable Boolean full, @Nullable Boolean asymmetric) {

    private static final int NAME_CHARACTERS = 128;
    private static final String TYPES = Arrays.stream(EventType.values()).map(EventType::wire)
            .collect(Collectors.joining(", "));

    /**
     * Reads a new endpoint, which must have a name and types.
     *
     * @throws ApiException
     *             that says what is wrong and where
     */
    public static WebhookEndpointRequest readNew(byte[] body) {
        return read(body, true);
    }

    /** Reads a change of an endpoint, as {@link #readNew}. */
    public static WebhookEndpointRequest readChange(byte[] body) {
        return read(body, false);
    }

    private static WebhookEndpointRequest read(byte[] body, boolean whole) {
        String name = null;
        boolean hasUrl = false;
        String url = null;
        Set<EventType> types = null;
        Boolean full = null;
        Boolean asymmetric = null;
        try (JsonCursor at = new JsonCursor(body, 0, body.length)) {
            at.begin();
            while (at.next() != JsonToken.END_OBJECT) {
                String field = at.name();
                at.next();
                switch (field) {
                    case "name" -> name = name(at);
                    case "url" -> {
                        hasUrl = true;
                        url = url(at);
                    }
                    case "event_types" -> types = types(at);
                    case "payload" -> full = isSecond(at, "thin", "full");
                    case "signature" -> asymmetric = isSecond(at, "v1", "v1a");
                    default -> throw at.unknown();
                }
            }
            if (whole && name == null) {
                throw at.missing("name");
            }
            if (whole && types == null) {
                throw at.missing("event_types");
            }
            at.end();
        }
        return new WebhookEndpointRequest(name, hasUrl, url, types, full, asymmetric);
    }

    private static String name(JsonCursor at) {
        Check.STRING.check(at);
        String text = at.text();
        if (text.isBlank() || text.length() > NAME_CHARACTERS) {
            throw at.invalid("must have 1 to " + NAME_CHARACTERS + " characters");
        }
        return text;
    }

    private static @Nullable String url(JsonCursor at) {
        if (at.token() == JsonToken.VALUE_NULL) {
            return null;
        }
        Check.STRING.check(at);
        return at.text();
    }

    private static Set<EventType> types(JsonCursor at) {
        if (at.token() != JsonToken.START_ARRAY) {
            throw at.invalid("must be a list of event types");
        }
        EnumSet<EventType> types = EnumSet.noneOf(EventType.class);
        while (at.next() != JsonToken.END_ARRAY) {
            types.add(type(at));
        }
        if (types.isEmpty()) {
            throw at.invalid("must name at least one event type");
        }
        return types;
    }

    private static EventType type(JsonCursor at) {
        Check.STRING.check(at);
        return EventType.fromWire(at.text()).orElseThrow(() -> at.invalid("must be one of " + TYPES));
    }

    private static boolean isSecond(JsonCursor at, String first, String second) {
        Check.STRING.check(at);
        if (at.text().equals(second)) {
            return true;
        }
        if (!at.text().equals(first)) {
            throw at.invalid("must be " + first + " or " + second);
        }
        return false;
    }

    /** Reads {@code {"event_type": …}}, as {@link #readNew}. */
    public static EventType readTest(byte[] body) {
        EventType type = null;
        try (JsonCursor at = new JsonCursor(body, 0, body.length)) {
            at.begin();
            while (at.next() != JsonToken.END_OBJECT) {
                if (!at.name().equals("event_type")) {
                    at.next();
                    throw at.unknown();
                }
                at.next();
                type = type(at);
            }
            if (type == null) {
                throw at.missing("event_type");
            }
            at.end();
        }
        return type;
    }

    /**
     * Reads {@code {"keep_old_secret_active_for_24_hours": …}}, as {@link #readNew}; false when it is not said, or
     * there is no body.
     */
    public static boolean readRotation(byte[] body) {
        boolean keep = false;
        if (body.length == 0) {
            return false;
        }
        try (JsonCursor at = new JsonCursor(body, 0, body.length)) {
            at.begin();
            while (at.next() != JsonToken.END_OBJECT) {
                boolean known = at.name().equals("keep_old_secret_active_for_24_hours");
                at.next();
                if (!known) {
                    throw at.unknown();
                }
                Check.BOOLEAN.check(at);
                keep = at.token() == JsonToken.VALUE_TRUE;
            }
            at.end();
        }
        return keep;
    }

    /** Reads {@code {"since": …}} in seconds since 1970, as {@link #readNew}. */
    public static long readSince(byte[] body) {
        Long since = null;
        try (JsonCursor at = new JsonCursor(body, 0, body.length)) {
            at.begin();
            while (at.next() != JsonToken.END_OBJECT) {
                boolean known = at.name().equals("since");
                at.next();
                if (!known) {
                    throw at.unknown();
                }
                since = Check.integer(at, 0, 253_402_300_799L);
            }
            if (since == null) {
                throw at.missing("since");
            }
            at.end();
        }
        return since;
    }
}

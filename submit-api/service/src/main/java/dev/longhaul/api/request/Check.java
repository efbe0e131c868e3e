package dev.longhaul.api.request;

import java.math.BigInteger;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import tools.jackson.core.JsonToken;

/** Checks the value at the cursor and leaves the cursor at the value's last token. */
@FunctionalInterface
interface Check {

    void check(JsonCursor at);

    /** Anything: fields whose inside is the provider's business. */
    Check ANY = JsonCursor::skip;

    Check STRING = at -> {
        if (at.token() != JsonToken.VALUE_STRING) {
            throw at.invalid("must be a string");
        }
    };

    Check BOOLEAN = at -> {
        if (at.token() != JsonToken.VALUE_TRUE && at.token() != JsonToken.VALUE_FALSE) {
            throw at.invalid("must be true or false");
        }
    };

    Check OBJECT = at -> {
        if (at.token() != JsonToken.START_OBJECT) {
            throw at.invalid("must be an object");
        }
        at.skip();
    };

    /** The same check, which null passes. */
    static Check nullable(Check check) {
        return at -> {
            if (at.token() != JsonToken.VALUE_NULL) {
                check.check(at);
            }
        };
    }

    static Check number(double least, double most) {
        return at -> {
            if (!at.token().isNumeric()) {
                throw at.invalid("must be a number");
            }
            double value = at.number();
            if (value < least || value > most) {
                throw at.invalid("must be from " + text(least) + " to " + text(most));
            }
        };
    }

    static Check integer(long least, long most) {
        return at -> integer(at, least, most);
    }

    /** Reads a whole number within bounds. */
    static long integer(JsonCursor at, long least, long most) {
        if (at.token() != JsonToken.VALUE_NUMBER_INT) {
            throw at.invalid("must be a whole number");
        }
        BigInteger value = at.integer();
        if (value.compareTo(BigInteger.valueOf(least)) < 0 || value.compareTo(BigInteger.valueOf(most)) > 0) {
            throw at.invalid(most == Long.MAX_VALUE
                    ? "must be at least " + least
                    : "must be from " + least + " to " + most);
        }
        return value.longValue();
    }

    private static String text(double bound) {
        return bound == Math.rint(bound) ? Long.toString((long) bound) : Double.toString(bound);
    }

    static Check stringOr(Check other, String otherName) {
        return at -> {
            if (at.token() == JsonToken.VALUE_STRING) {
                return;
            }
            if (at.token() != JsonToken.START_ARRAY && at.token() != JsonToken.START_OBJECT) {
                throw at.invalid("must be a string or " + otherName);
            }
            other.check(at);
        };
    }

    static Check arrayOf(Check element, int least, int most) {
        return at -> {
            if (at.token() != JsonToken.START_ARRAY) {
                throw at.invalid("must be an array");
            }
            int size = 0;
            while (at.next() != JsonToken.END_ARRAY) {
                if (++size > most) {
                    throw at.invalid("is one more than the " + most + " that are allowed");
                }
                element.check(at);
            }
            if (size < least) {
                throw at.invalid(least == 1 ? "must not be empty" : "must have at least " + least + " elements");
            }
        };
    }

    /** An object whose values all pass a check. */
    static Check mapOf(Check value) {
        return at -> {
            if (at.token() != JsonToken.START_OBJECT) {
                throw at.invalid("must be an object");
            }
            while (at.next() != JsonToken.END_OBJECT) {
                at.next();
                value.check(at);
            }
        };
    }

    /** An object with these fields, those of which {@code required} must be there; others may be there too. */
    static Check object(Map<String, Check> fields, Set<String> required) {
        return at -> {
            if (at.token() != JsonToken.START_OBJECT) {
                throw at.invalid("must be an object");
            }
            int found = 0;
            Set<String> seen = required.size() > 1 ? new HashSet<>() : Set.of();
            while (at.next() != JsonToken.END_OBJECT) {
                String name = at.name();
                at.next();
                if (required.contains(name)) {
                    found++;
                    if (required.size() > 1) {
                        seen.add(name);
                    }
                }
                fields.getOrDefault(name, ANY).check(at);
            }
            if (found < required.size()) {
                throw at.missing(required.stream().filter(name -> !seen.contains(name)).sorted().findFirst()
                        .orElseThrow());
            }
        };
    }
}

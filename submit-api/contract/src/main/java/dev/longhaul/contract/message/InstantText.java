package dev.longhaul.contract.message;

import java.time.Instant;
import java.time.LocalDate;
import java.time.Month;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.JacksonModule;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.ext.javatime.deser.InstantDeserializer;
import tools.jackson.databind.module.SimpleModule;

/**
 * Times as ISO 8601 text in UTC, the form of {@link Instant#toString}. A job's messages hold a dozen of them, and the
 * formatter of the JDK, which can do any form, takes a third of the time in which a message is read. Whatever has not
 * the usual form is left to it.
 */
final class InstantText {

    private static final int SECONDS_PER_DAY = 86_400;
    /** Of {@code 2026-03-01T12:34:56}. */
    private static final int TO_THE_SECOND = 19;
    private static final int NANO_DIGITS = 9;

    private InstantText() {}

    /** Reads and writes the times of messages. */
    static JacksonModule module() {
        return new SimpleModule("times").addSerializer(Instant.class, new Writer()).addDeserializer(Instant.class,
                new Reader());
    }

    /** The same text as that of {@link Instant#toString}. */
    static String write(Instant time) {
        long seconds = time.getEpochSecond();
        LocalDate day = LocalDate.ofEpochDay(Math.floorDiv(seconds, (long) SECONDS_PER_DAY));
        if (day.getYear() < 0 || day.getYear() > 9_999) {
            return time.toString();
        }
        int second = Math.floorMod(seconds, SECONDS_PER_DAY);
        char[] text = "0000-00-00T00:00:00.000000000Z".toCharArray();
        put(text, 0, 4, day.getYear());
        put(text, 5, 7, day.getMonthValue());
        put(text, 8, 10, day.getDayOfMonth());
        put(text, 11, 13, second / 3_600);
        put(text, 14, 16, second / 60 % 60);
        put(text, 17, TO_THE_SECOND, second % 60);
        int end = TO_THE_SECOND;
        int fraction = time.getNano();
        if (fraction != 0) {
            // in thousandths, millionths or billionths, as is needed
            int digits = NANO_DIGITS;
            while (fraction % 1_000 == 0) {
                fraction /= 1_000;
                digits -= 3;
            }
            end += 1 + digits;
            put(text, TO_THE_SECOND + 1, end, fraction);
        }
        text[end] = 'Z';
        return new String(text, 0, end + 1);
    }

    private static void put(char[] text, int from, int to, int number) {
        int rest = number;
        for (int i = to - 1; i >= from; i--) {
            text[i] = (char) ('0' + rest % 10);
            rest /= 10;
        }
    }

    /** Null for a text that is not a time of the years 0 to 9999 in the usual form, or might not be. */
    static @Nullable Instant read(String text) {
        int end = text.length() - 1;
        boolean whole = end == TO_THE_SECOND;
        boolean fractional = end > TO_THE_SECOND + 1 && end <= TO_THE_SECOND + 1 + NANO_DIGITS
                && text.charAt(TO_THE_SECOND) == '.';
        if ((!whole && !fractional) || text.charAt(end) != 'Z' || text.charAt(4) != '-' || text.charAt(7) != '-'
                || text.charAt(10) != 'T' || text.charAt(13) != ':' || text.charAt(16) != ':') {
            return null;
        }
        int year = number(text, 0, 4);
        int month = number(text, 5, 7);
        int day = number(text, 8, 10);
        int hour = number(text, 11, 13);
        int minute = number(text, 14, 16);
        int second = number(text, 17, TO_THE_SECOND);
        int nano = fractional ? number(text, TO_THE_SECOND + 1, end) : 0;
        // the 29th of February is left to those who know the years
        if (year < 0 || month < 1 || month > 12 || day < 1 || day > Month.of(month).minLength() || hour < 0 || hour > 23
                || minute < 0 || minute > 59 || second < 0 || second > 59 || nano < 0) {
            return null;
        }
        for (int digits = end - TO_THE_SECOND - 1; fractional && digits < NANO_DIGITS; digits++) {
            nano *= 10;
        }
        return Instant.ofEpochSecond(
                LocalDate.of(year, month, day).toEpochDay() * SECONDS_PER_DAY + hour * 3_600L + minute * 60L + second,
                nano);
    }

    /** At most nine digits; negative when something else is among them. */
    private static int number(String text, int from, int to) {
        int number = 0;
        for (int i = from; i < to; i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            number = number * 10 + digit;
        }
        return number;
    }

    private static final class Writer extends ValueSerializer<Instant> {

        @Override
        public void serialize(Instant time, JsonGenerator json, SerializationContext context) {
            json.writeString(write(time));
        }
    }

    private static final class Reader extends ValueDeserializer<Instant> {

        @Override
        public Instant deserialize(JsonParser json, DeserializationContext context) {
            Instant usual = json.currentToken() == JsonToken.VALUE_STRING ? read(json.getString()) : null;
            return usual == null ? InstantDeserializer.INSTANT.deserialize(json, context) : usual;
        }
    }
}

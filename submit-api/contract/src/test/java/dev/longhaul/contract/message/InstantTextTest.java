package dev.longhaul.contract.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

class InstantTextTest {

    private static final JsonMapper USUAL = JsonMapper.shared();
    private static final JsonMapper OURS = JsonMapper.builder().addModule(InstantText.module()).build();

    static Stream<Instant> times() {
        Random random = new Random(20_260_301);
        Stream<Instant> anyDay = random.longs(2_000, Instant.parse("-0001-01-01T00:00:00Z").getEpochSecond(),
                Instant.parse("+10001-01-01T00:00:00Z").getEpochSecond())
                .mapToObj(second -> Instant.ofEpochSecond(second, fraction(random)));
        Stream<Instant> edges = Stream.of("1970-01-01T00:00:00Z", "1969-12-31T23:59:59.999999999Z",
                "0000-01-01T00:00:00Z", "9999-12-31T23:59:59.999Z", "2024-02-29T12:00:00Z", "2023-02-28T23:59:59.1Z",
                "2026-12-31T00:00:00.000000001Z", "2026-11-30T01:02:03.000100Z").map(Instant::parse);
        return Stream.concat(edges, anyDay);
    }

    private static long fraction(Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> 0;
            case 1 -> random.nextInt(1_000) * 1_000_000L;
            case 2 -> random.nextInt(1_000_000) * 1_000L;
            default -> random.nextInt(1_000_000_000);
        };
    }

    @Test
    void a_time_is_written_as_the_jdk_does_and_read_again() {
        assertThat(times()).allSatisfy(time -> {
            assertThat(InstantText.write(time)).isEqualTo(time.toString());
            assertThat(OURS.writeValueAsString(time)).isEqualTo(USUAL.writeValueAsString(time));
            assertThat(OURS.readValue(OURS.writeValueAsBytes(time), Instant.class)).isEqualTo(time);
        });
    }

    @Test
    void nearly_every_time_is_read_at_once() {
        assertThat(Stream.of("2026-03-01T12:34:56Z", "2026-01-31T23:59:59.7Z", "2026-12-31T00:00:00.123456789Z"))
                .allSatisfy(text -> assertThat(InstantText.read(text)).isEqualTo(Instant.parse(text)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"2024-02-29T00:00:00Z", "2026-03-01T24:00:00Z", "2016-12-31T23:59:60Z",
            "+10000-01-01T00:00:00Z", "-0001-01-01T00:00:00Z", "2026-03-01t12:34:56z", "2026-03-01T12:34:56+02:00",
            " 2026-03-01T12:34:56Z", "1772368496", "1772368496.123"})
    void any_other_form_is_read_as_ever(String text) {
        assertThat(InstantText.read(text)).isNull();
        assertThat(OURS.readValue('"' + text + '"', Instant.class))
                .isEqualTo(USUAL.readValue('"' + text + '"', Instant.class));
    }

    static Stream<String> faults() {
        String good = "2026-03-01T12:34:56.789Z";
        Stream<String> notDigits = good.chars().mapToObj(each -> (char) each).distinct()
                .map(each -> good.replace(each, 'x'));
        return Stream.concat(notDigits, Stream.of("2026-02-29T00:00:00Z", "2026-13-01T00:00:00Z",
                "2026-00-01T00:00:00Z", "2026-03-00T00:00:00Z", "2026-04-31T00:00:00Z", "2026-03-01T25:00:00Z",
                "2026-03-01T12:60:00Z", "2026-03-01T12:34:61Z", "2026-03-01T12:34:56.1234567890Z", "2026-03-01T12:34:5",
                "2026-03-01", "2026-03-01T12:34:56.-1Z", "2026-03-01T12:34:56", "Z"));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void what_is_no_time_is_refused(String text) {
        assertThat(InstantText.read(text)).isNull();
        assertThatThrownBy(() -> Instant.parse(text)).isInstanceOf(DateTimeException.class);
    }

    @Test
    void numbers_are_read_as_ever() {
        assertThat(OURS.readValue("1772368496.5", Instant.class))
                .isEqualTo(USUAL.readValue("1772368496.5", Instant.class));
    }
}

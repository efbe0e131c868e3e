package dev.longhaul.client.cli.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine.TypeConversionException;

class DurationConverterTest {

    private final DurationConverter converter = new DurationConverter();

    @ParameterizedTest
    @CsvSource({"500ms,PT0.5S", "30s,PT30S", "10m,PT10M", "2h,PT2H", "1h30m,PT90M", "PT5S,PT5S", "P1D,PT24H"})
    void durations_are_read_as_people_write_them(String text, Duration duration) {
        assertThat(converter.convert(text)).isEqualTo(duration);
    }

    @Test
    void what_is_no_duration_is_answered_with_examples() {
        assertThatThrownBy(() -> converter.convert("soon")).isInstanceOf(TypeConversionException.class)
                .hasMessageContaining("such as 30s, 10m or 2h");
        assertThatThrownBy(() -> converter.convert("xms")).isInstanceOf(TypeConversionException.class);
    }
}

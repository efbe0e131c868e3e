package dev.longhaul.client.cli.batch.progress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longhaul.client.Tokens;
import dev.longhaul.client.cli.batch.ledger.Tally;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ProgressTest {

    private static final long SECOND = 1_000_000_000L;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream err = new PrintStream(bytes, true, StandardCharsets.UTF_8);

    private static RunStatus status(long done, @Nullable String trouble) {
        return new RunStatus(200, 50, done, 100, new Tally(done - 3, 3, 1, new Tokens(1_000, 234)), trouble);
    }

    private String shown(ProgressView view, RunStatus... statuses) {
        try (view) {
            for (RunStatus status : statuses) {
                view.show(status);
            }
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Test
    void the_pace_is_that_of_the_last_seconds() {
        Pace pace = new Pace();
        assertThat(pace.perSecond()).isEmpty();
        assertThat(pace.timeFor(5)).isEmpty();
        pace.add(0, 0);
        for (int second = 1; second <= 60; second++) {
            pace.add(second * SECOND, second <= 30 ? 100L * second : 3_000 + 10L * (second - 30));
        }
        assertThat(pace.perSecond().orElseThrow()).isBetween(9.9, 10.1);
        assertThat(pace.timeFor(100)).hasValueSatisfying(time -> assertThat(time).isCloseTo(Duration.ofSeconds(10),
                Duration.ofMillis(200)));
    }

    @Test
    void a_standstill_has_no_end() {
        Pace pace = new Pace();
        pace.add(0, 7);
        pace.add(SECOND, 7);
        assertThat(pace.timeFor(5)).isEmpty();
    }

    @Test
    void a_log_gets_lines() {
        // of a first moment no rate can be told
        assertThat(shown(ProgressView.on(err, 0, null), status(50, null)))
                .isEqualTo("longhaul: 50 of 200 done (25 %), 3 failed, 1.2k tokens\n");
    }

    @Test
    void a_terminal_gets_a_bar_that_fits_it() {
        String shown = shown(ProgressView.on(err, 100, null), status(50, null), status(200, null));
        assertThat(shown).contains("200/200").contains("3 failed, 1.2k tokens").endsWith("\n");
        assertThat(shown.split("[\r\n]+")).allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(100));
    }

    @Test
    void a_bar_or_nothing_can_be_asked_for() {
        assertThat(ProgressView.on(err, 0, true)).isInstanceOf(BarView.class);
        assertThat(shown(ProgressView.on(err, 100, false), status(50, null))).isEmpty();
        assertThat(ProgressView.on(err, 0, false).interval()).isPositive();
    }

    @Test
    void a_platform_that_is_away_is_shown_with_the_reason() {
        assertThat(shown(ProgressView.on(err, 0, null), status(50, "connection refused")))
                .contains("trying again: connection refused");
    }

    @Test
    void figures_are_short() {
        assertThat(Figures.count(1_234_567)).isEqualTo("1,234,567");
        assertThat(Figures.shortCount(950)).isEqualTo("950");
        assertThat(Figures.shortCount(12_345)).isEqualTo("12.3k");
        assertThat(Figures.shortCount(4_500_000)).isEqualTo("4.5M");
        assertThat(Figures.rate(0.5)).isEqualTo("0.50");
        assertThat(Figures.rate(7.5)).isEqualTo("7.5");
        assertThat(Figures.rate(1_234.4)).isEqualTo("1,234");
        assertThat(Figures.time(Duration.ofMillis(4_200))).isEqualTo("4.2 s");
        assertThat(Figures.time(Duration.ofSeconds(200))).isEqualTo("3 min 20 s");
        assertThat(Figures.time(Duration.ofMinutes(125))).isEqualTo("2 h 5 min");
        assertThat(Figures.wholeTime(Duration.ofMillis(4_900))).isEqualTo("4 s");
    }
}

package dev.longhaul.client.cli.batch.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.longhaul.client.Tokens;
import dev.longhaul.client.cli.session.UserErrorException;
import dev.longhaul.contract.job.JobId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class LedgerTest {

    private static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");
    private static final RunHeader HEADER = new RunHeader("run1", "sha", 10, Map.of("--model", "m"));

    @TempDir
    private Path directory;
    private Path input;
    private Path output;
    private Path state;

    @BeforeEach
    void paths() throws IOException {
        input = Files.writeString(directory.resolve("in"), "x\n");
        output = directory.resolve("out");
        state = directory.resolve("out.state");
    }

    private Ledger open(boolean force, boolean retryFailed, RunHeader header) {
        return Ledger.open(new Ledger.Opening(input, output, force, retryFailed), header);
    }

    private Ledger open() {
        return open(false, false, new RunHeader("another name", "sha", 10, Map.of("--model", "m")));
    }

    private static JobId id(int number) {
        return new JobId(1, number, 3);
    }

    private static ObjectNode result(int line, int submission, int status) {
        ObjectNode json = JsonMapper.shared().createObjectNode().put("custom_id", "c" + line);
        ObjectNode response = json.putObject("response").put("status_code", status);
        response.putObject("body").putObject("usage").put("prompt_tokens", 2).put("completion_tokens", 3);
        json.putObject("longhaul").put("line", line).put("submission", submission).put("possibly_billed", line == 4);
        return json;
    }

    @Test
    void what_was_written_is_known_at_the_next_opening() throws IOException {
        try (Ledger ledger = open(false, false, HEADER)) {
            assertThat(ledger.state(1)).isEqualTo(new LineState.Fresh(1));
            ledger.submitting(List.of(1, 2, 3, 4, 7), T0);
            ledger.accepted(Map.of(1, id(1), 2, id(2), 4, id(4)));
            ledger.write(List.of(result(1, 1, 200), result(4, 1, 400)));
            assertThat(ledger.tally()).isEqualTo(new Tally(1, 1, 1, new Tokens(4, 6)));
        }
        try (Ledger ledger = open()) {
            assertThat(ledger.run()).isEqualTo("run1");
            assertThat(ledger.state(1)).isEqualTo(new LineState.Done());
            assertThat(ledger.state(2)).isEqualTo(new LineState.Known(id(2), 1));
            assertThat(ledger.state(3)).isEqualTo(new LineState.Announced(T0, 1));
            assertThat(ledger.state(4)).isEqualTo(new LineState.Done());
            assertThat(ledger.state(5)).isEqualTo(new LineState.Fresh(1));
            assertThat(ledger.tally()).isEqualTo(new Tally(1, 1, 1, new Tokens(4, 6)));
            assertThat(ledger.doneUpTo(3)).isEqualTo(1);
            assertThat(ledger.knownJobs()).containsExactly(id(2));
        }
    }

    @Test
    void the_first_announcement_of_a_line_counts() throws IOException {
        try (Ledger ledger = open(false, false, HEADER)) {
            ledger.submitting(List.of(1), T0);
            ledger.submitting(List.of(1), T0.plusSeconds(60));
        }
        try (Ledger ledger = open()) {
            assertThat(ledger.state(1)).isEqualTo(new LineState.Announced(T0, 1));
        }
    }

    @Test
    void torn_last_lines_are_as_if_they_had_not_been_written() throws IOException {
        try (Ledger ledger = open(false, false, HEADER)) {
            ledger.submitting(List.of(1, 2), T0);
            ledger.accepted(Map.of(1, id(1), 2, id(2)));
            ledger.write(List.of(result(1, 1, 200), result(2, 1, 200)));
        }
        for (Path file : List.of(output, state)) {
            String content = Files.readString(file);
            Files.writeString(file, content.substring(0, content.length() - 5));
        }
        try (Ledger ledger = open()) {
            assertThat(ledger.state(1)).isEqualTo(new LineState.Done());
            assertThat(ledger.state(2)).isEqualTo(new LineState.Announced(T0, 1));
        }
    }

    @Test
    void failed_lines_are_fresh_again_on_demand_under_a_new_submission() throws IOException {
        try (Ledger ledger = open(false, false, HEADER)) {
            ledger.submitting(List.of(1, 4), T0);
            ledger.accepted(Map.of(1, id(1), 4, id(4)));
            ledger.write(List.of(result(1, 1, 200), result(4, 1, 500)));
        }
        try (Ledger ledger = open(false, true, HEADER)) {
            assertThat(ledger.state(1)).isEqualTo(new LineState.Done());
            assertThat(ledger.state(4)).isEqualTo(new LineState.Fresh(2));
            assertThat(ledger.tally()).isEqualTo(new Tally(1, 0, 0, new Tokens(2, 3)));
            ledger.write(List.of(result(4, 2, 500)));
            ledger.complete();
        }
        assertThat(Files.readAllLines(output)).hasSize(2);
        assertThat(Files.readAllLines(state)).hasSize(1);
        try (Ledger ledger = open(false, true, HEADER)) {
            assertThat(ledger.state(4)).as("counted on from the result itself").isEqualTo(new LineState.Fresh(3));
        }
    }

    @Test
    void a_kill_between_the_decision_to_retry_and_the_rewriting_of_results_loses_nothing() throws IOException {
        try (Ledger ledger = open(false, false, HEADER)) {
            ledger.accepted(Map.of(4, id(4)));
            ledger.write(List.of(result(4, 1, 500), result(1, 1, 200)));
        }
        Files.writeString(state, "{\"again\":{\"4\":2}}\n", StandardOpenOption.APPEND);
        try (Ledger ledger = open()) {
            assertThat(ledger.state(4)).isEqualTo(new LineState.Fresh(2));
            assertThat(ledger.doneUpTo(10)).isEqualTo(1);
        }
        assertThat(Files.readAllLines(output)).hasSize(1);
    }

    @Test
    void jobs_that_are_given_up_are_fresh_now_and_later() throws IOException {
        try (Ledger ledger = open(false, false, HEADER)) {
            ledger.accepted(Map.of(1, id(1)));
        }
        try (Ledger ledger = open()) {
            ledger.abandonKnownJobs();
            assertThat(ledger.state(1)).isEqualTo(new LineState.Fresh(2));
        }
        try (Ledger ledger = open()) {
            assertThat(ledger.state(1)).isEqualTo(new LineState.Fresh(2));
        }
    }

    @Test
    void results_are_put_into_the_order_of_the_input() throws IOException {
        try (Ledger ledger = open(false, false, HEADER)) {
            ledger.write(List.of(result(9, 1, 200), result(2, 1, 200), result(5, 1, 400)));
            ledger.order();
            ledger.write(List.of(result(1, 1, 200)));
        }
        assertThat(Files.readAllLines(output)).extracting(
                line -> JsonMapper.shared().readTree(line).path("custom_id").asString())
                .containsExactly("c2", "c5", "c9", "c1");
    }

    @Test
    void another_input_or_another_option_is_refused_with_a_remedy() throws IOException {
        open(false, false, HEADER).close();
        assertThatThrownBy(() -> open(false, false, new RunHeader("r", "other", 10, HEADER.options())))
                .isInstanceOf(UserErrorException.class).hasMessageContainingAll("The content of", "--force");
        assertThatThrownBy(() -> open(false, false, new RunHeader("r", "sha", 10, Map.of("--model", "n"))))
                .hasMessageContainingAll("was begun with --model 'm', and now there is 'n'", "--force");
        assertThatThrownBy(() -> open(false, false, new RunHeader("r", "sha", 10, Map.of())))
                .hasMessageContaining("now there is none");
        assertThatThrownBy(
                () -> open(false, false, new RunHeader("r", "sha", 10, Map.of("--model", "m", "--system", "s"))))
                .hasMessageContaining("begun with no --system");
        try (Ledger forced = open(true, false, new RunHeader("r", "other", 10, Map.of()))) {
            assertThat(forced.run()).isEqualTo("r");
        }
    }

    @Test
    void force_throws_away_what_was_there() throws IOException {
        try (Ledger ledger = open(false, false, HEADER)) {
            ledger.write(List.of(result(1, 1, 200)));
        }
        try (Ledger ledger = open(true, false, HEADER)) {
            assertThat(ledger.state(1)).isEqualTo(new LineState.Fresh(1));
            assertThat(ledger.tally()).isEqualTo(Tally.NONE);
        }
        assertThat(output).isEmptyFile();
    }

    @Test
    void files_that_are_not_of_a_run_are_not_touched() throws IOException {
        Files.writeString(output, "precious\n");
        assertThatThrownBy(this::open).hasMessageContainingAll("exists and is not of a run", "--force");
        Files.writeString(state, "");
        assertThatThrownBy(this::open).hasMessageContaining("is not of a run");
        Files.writeString(state, "something else\n");
        assertThatThrownBy(this::open).hasMessageContaining("is not the journal of a batch run");
        Files.writeString(state, "{\"longhaul_batch_run\":2}\n");
        assertThatThrownBy(this::open).hasMessageContaining("newer version");
        assertThat(output).hasContent("precious\n");
        output = input;
        assertThatThrownBy(() -> open(true, false, HEADER)).hasMessageContaining("the prompt file itself");
        output = directory.resolve("no/such/out");
        assertThatThrownBy(this::open).hasMessageContaining("Cannot write");
    }

    @Test
    void damage_in_the_middle_is_told_and_not_guessed_around() throws IOException {
        open(false, false, HEADER).close();
        Files.writeString(output, "{\"longhaul\":{}}\n{\"broken\n");
        assertThatThrownBy(this::open).hasMessageContaining("line 1 is not a result of this command");
        Files.writeString(output, "");
        Files.writeString(state, "{\"accepted\":{\"1\":\"job_x\"}}\n", StandardOpenOption.APPEND);
        assertThatThrownBy(this::open).hasMessageContaining("damaged at line 2");
    }

    @Test
    void a_second_process_at_the_same_results_is_refused() throws IOException {
        try (Ledger first = open(false, false, HEADER)) {
            assertThat(first.run()).isEqualTo("run1");
            assertThatThrownBy(this::open).hasMessageContaining("is being written by another run");
        }
        open().close();
    }

    @Test
    void line_numbers_are_written_as_ranges() {
        assertThat(LineSet.of(List.of(3, 1, 2, 7, 9, 10))).hasToString("1-3,7,9-10")
                .isEqualTo(LineSet.parse("1-3,7,9-10")).hasSameHashCodeAs(LineSet.parse("1-3,7,9-10"));
    }
}

package dev.longhaul.worker.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longhaul.contract.message.AnswerParts;
import dev.longhaul.contract.message.Attempt;
import dev.longhaul.contract.message.Outcome;
import dev.longhaul.contract.message.OutcomeReport;
import dev.longhaul.contract.message.RelayJob;
import dev.longhaul.contract.message.StartReport;
import dev.longhaul.worker.Jobs;
import dev.longhaul.worker.report.Bundle.Entry;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BundleTest {

    private static final RelayJob JOB = Jobs.aJob().build();

    @Test
    void what_broke_off_travels_in_the_message_as_well_as_the_answer() {
        List<Attempt> attempts = List.of(attempt("half"), attempt(null), attempt("a third"));

        assertThat(entry(attempts, new Outcome.Succeeded("{}", null)).chars()).isEqualTo(13);
        assertThat(entry(attempts, new Outcome.Cancelled()).chars()).isEqualTo(11);
        assertThat(entry(attempts, new Outcome.Succeeded("\"" + "x".repeat(2_000_000) + "\"", null)).chars())
                .as("its answer travels in parts").isEqualTo(11);
        assertThat(new Entry(new StartReport(JOB.id(), JOB.tenant(), JOB.lane(), JOB.model(), 1, Instant.EPOCH), null,
                null, false, false, 0, () -> {
                }, failure -> {
                }).chars()).isZero();
    }

    private static Entry entry(List<Attempt> attempts, Outcome outcome) {
        @Nullable
        AnswerParts inParts = Parcel.describe(outcome);
        return new Entry(null,
                new OutcomeReport(JOB.id(), JOB.tenant(), JOB.keyId(), JOB.batch(), JOB.lane(), JOB.model(), 1, null,
                        Instant.EPOCH, attempts, outcome),
                inParts, false, false, 0, () -> {
                }, failure -> {
                });
    }

    private static Attempt attempt(@Nullable String partial) {
        return new Attempt(1, "sim", "m", "key", "w", Instant.EPOCH, 1, Attempt.End.AMBIGUOUS, null, "timeout", null,
                true, List.of(), partial);
    }
}

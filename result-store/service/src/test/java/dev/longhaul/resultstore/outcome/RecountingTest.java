package dev.longhaul.resultstore.outcome;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.longhaul.contract.job.JobState;
import dev.longhaul.contract.job.Lane;
import dev.longhaul.contract.job.OnAmbiguous;
import dev.longhaul.contract.message.Attempt;
import dev.longhaul.contract.message.Outcome;
import dev.longhaul.contract.message.SubmittedJob;
import dev.longhaul.contract.message.Usage;
import dev.longhaul.resultstore.Workplace;
import dev.longhaul.store.usage.Figure;
import dev.longhaul.store.usage.UsageRow;
import dev.longhaul.store.usage.UsageStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;

/** What is paid for twice, or perhaps, comes into the ledger by itself. */
class RecountingTest {

    private static final Usage USAGE = new Usage(1_000, 200, 0, 0);

    @Test
    void a_late_answer_and_a_call_that_was_cut_off_are_figures_of_the_ledger() throws Exception {
        try (Workplace work = Workplace.shared()) {
            ConfigurableApplicationContext service = work.service("--longhaul.result-store.recount-every=200ms");
            List<SubmittedJob> jobs = work.dispatched(2, Lane.STANDARD, OnAmbiguous.RETRY);
            SubmittedJob cancelled = jobs.getFirst();
            SubmittedJob cut = jobs.getLast();

            work.say(Workplace.results(List.of(), List.of(
                    Workplace.outcome(cancelled, new Outcome.Cancelled()),
                    Workplace.outcome(cut, new Outcome.Succeeded("{}", USAGE),
                            attempt("any", Attempt.End.AMBIGUOUS, null),
                            attempt("any", Attempt.End.SUCCEEDED, USAGE)))));
            work.awaitAll(List.of(cut), JobState.SUCCEEDED);
            work.await(cancelled, JobState.CANCELLED);
            work.say(Workplace.results(List.of(), List.of(Workplace.outcome(cancelled,
                    new Outcome.Succeeded("{}", USAGE), attempt("dear", Attempt.End.SUCCEEDED, USAGE)))));

            UsageStore usage = service.getBean(UsageStore.class);
            await().atMost(Workplace.A_WHILE).untilAsserted(() -> assertThat(sum(usage)).isEqualTo(List.of(
                    new Figure(1, USAGE, 1_000 * 150L + 200 * 600L),
                    new Figure(1, USAGE, 1_000 * 10_000L + 200 * 20_000L), new Figure(1, Usage.NONE, 0))));
        }
    }

    private static Attempt attempt(String provider, Attempt.End end, @Nullable Usage used) {
        return new Attempt(1, provider, "any".equals(provider) ? "small" : "small-elsewhere", "main", "worker-1",
                Instant.now(), 120, end, null, null, used, end == Attempt.End.AMBIGUOUS);
    }

    private static List<Figure> sum(UsageStore usage) {
        List<UsageRow> rows = new ArrayList<>();
        usage.rows("acme", "0000", "9999", rows::add);
        return List.of(rows.stream().map(UsageRow::answered).reduce(Figure.NOTHING, Figure::plus),
                rows.stream().map(UsageRow::duplicate).reduce(Figure.NOTHING, Figure::plus),
                rows.stream().map(UsageRow::possiblyBilled).reduce(Figure.NOTHING, Figure::plus));
    }
}

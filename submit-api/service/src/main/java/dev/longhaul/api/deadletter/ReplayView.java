package dev.longhaul.api.deadletter;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonRawValue;
import dev.longhaul.api.http.Dollars;
import dev.longhaul.contract.job.Lane;
import dev.longhaul.store.deadletter.Letter;
import dev.longhaul.store.replay.Overrides;
import dev.longhaul.store.replay.Replay;
import dev.longhaul.store.replay.ReplayPlan;
import dev.longhaul.store.replay.ReplayPlan.Selected;
import dev.longhaul.store.replay.ReplayProgress;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A replay as administrators see it.
 *
 * @param done
 *            jobs that it has dealt with: replayed or skipped
 * @param skipped
 *            how many it has left alone, for which reason
 */
record ReplayView(String id, String object, String status,
        @JsonProperty("stopped_because") @Nullable String stoppedBecause, @JsonRawValue String filter,
        SelectionView selection, OverridesView overrides, @JsonProperty("rate_per_second") double perSecond,
        @JsonProperty("ramp_seconds") long rampSeconds, int canary, @JsonProperty("max_failures") int maxFailures,
        int done, int replayed, Map<String, Integer> skipped, int succeeded, int failed,
        @JsonProperty("ended_otherwise") int endedOtherwise, String by, String reason,
        @JsonProperty("created_at") long createdAt, @JsonProperty("changed_at") long changedAt) {

    static ReplayView of(Replay replay) {
        ReplayPlan plan = replay.plan();
        ReplayProgress progress = replay.progress();
        Map<String, Integer> skipped = new TreeMap<>();
        progress.skipped().forEach((why, count) -> skipped.put(why.wire(), count));
        return new ReplayView(replay.id(), "replay", replay.state().wire(), replay.stoppedBecause(), plan.filter(),
                SelectionView.of(plan.selection()), OverridesView.of(plan.overrides()), plan.perSecond(),
                plan.ramp().toSeconds(), plan.canary(), plan.maxFailures(), progress.position(), progress.replayed(),
                skipped, progress.succeeded(), progress.failed(), progress.endedOtherwise(), replay.by(),
                replay.reason(), replay.createdAt().getEpochSecond(), replay.changedAt().getEpochSecond());
    }

    /**
     * The jobs of a replay, in numbers.
     *
     * @param costDollars
     *            what they may cost at most; null when that is not known for all of them
     */
    record SelectionView(String selection, int jobs, @JsonProperty("prompt_tokens") long promptTokens,
            @JsonProperty("completion_tokens") long completionTokens,
            @JsonProperty("cost_usd") @Nullable BigDecimal costDollars) {

        static SelectionView of(Selected selected) {
            return new SelectionView(selected.digest(), selected.jobs(), selected.promptTokens(),
                    selected.completionTokens(), Dollars.ofNullable(selected.nanoDollars()));
        }
    }

    /** What is different this time. */
    record OverridesView(@Nullable String model, @Nullable String provider, @Nullable Lane lane,
            @JsonRawValue @Nullable String parameters) {

        static OverridesView of(Overrides overrides) {
            return new OverridesView(overrides.model(), overrides.provider(), overrides.lane(), overrides.parameters());
        }
    }

    /** What a replay would be; nothing has happened. */
    record DryRun(String object, SelectionView selection, List<LetterView> sample) {

        static DryRun of(Selected selected, List<Letter> sample) {
            return new DryRun("replay_dry_run", SelectionView.of(selected),
                    sample.stream().map(LetterView::of).toList());
        }
    }
}

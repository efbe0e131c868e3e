package dev.longhaul.api.deadletter;

import dev.longhaul.api.error.ApiException;
import dev.longhaul.api.key.Admin;
import dev.longhaul.api.model.ModelDirectory;
import dev.longhaul.api.request.ReplayRequest;
import dev.longhaul.contract.catalog.Prices;
import dev.longhaul.contract.error.ErrorCode;
import dev.longhaul.store.audit.AuditStore;
import dev.longhaul.store.job.JobLetters;
import dev.longhaul.store.replay.Overrides;
import dev.longhaul.store.replay.Replay;
import dev.longhaul.store.replay.ReplayPlan;
import dev.longhaul.store.replay.ReplayPlan.Selected;
import dev.longhaul.store.replay.ReplayState;
import dev.longhaul.store.replay.ReplayStore;
import dev.longhaul.store.replay.ReplayStore.Moved;
import java.time.Clock;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Creates and changes replays; each change is put on record before it is made. Thread-safe. */
public final class ReplayDesk {

    private static final Logger log = LoggerFactory.getLogger(ReplayDesk.class);
    private static final int TIME_DIGITS = 12;
    private static final int LEAST_FAILURES = 10;
    private static final HexFormat HEX = HexFormat.of();

    private final JobLetters letters;
    private final ReplayStore store;
    private final AuditStore audit;
    private final ModelDirectory models;
    private final Prices prices;
    private final RandomGenerator random;
    private final Clock clock;

    public ReplayDesk(JobLetters letters, ReplayStore store, AuditStore audit, ModelDirectory models, Prices prices,
            RandomGenerator random,
            Clock clock) {
        this.letters = letters;
        this.store = store;
        this.audit = audit;
        this.models = models;
        this.prices = prices;
        this.random = random;
        this.clock = clock;
    }

    ReplayView.DryRun dryRun(ReplayRequest request) {
        Selection selection = select(request);
        return ReplayView.DryRun.of(selection.whole(), selection.sample());
    }

    Replay create(ReplayRequest request, Admin admin) {
        Selection selection = select(request);
        Selected selected = selection.whole();
        if (request.selection() != null && !request.selection().equals(selected.digest())) {
            throw ApiException.of(ErrorCode.SELECTION_CHANGED, "The filter finds " + selected.jobs()
                    + " jobs, which are not those of the dry run any more: make another one and look at it.",
                    "selection");
        }
        if (selected.jobs() == 0) {
            throw ApiException.of(ErrorCode.INVALID_PARAMETER, "The filter finds no dead letters.", "filter");
        }
        Integer maxFailures = request.maxFailures();
        ReplayPlan plan = new ReplayPlan(request.filterText(), selected, request.overrides(), request.perSecond(),
                request.ramp(), request.canary(),
                maxFailures == null ? Math.max(LEAST_FAILURES, selected.jobs() / 10) : maxFailures);
        String id = "rpl_" + HEX.toHexDigits(clock.millis(), TIME_DIGITS) + HEX.toHexDigits(random.nextLong());
        audit.add(admin.name(), "replay.create", id, request.reason(), Map.of(), told(plan));
        Replay replay = store.create(id, plan, selection.items(), admin.name(), request.reason());
        log.info("admin {} has created replay {} of {} jobs", admin.name(), id, selected.jobs());
        return replay;
    }

    private Selection select(ReplayRequest request) {
        Selection selection = new Selection(models, prices, clock.instant(), request.overrides());
        letters.scan(request.filter(), selection::add);
        return selection;
    }

    private static Map<String, Object> told(ReplayPlan plan) {
        Map<String, Object> told = new LinkedHashMap<>();
        told.put("filter", plan.filter());
        told.put("selection", plan.selection().digest());
        told.put("jobs", plan.selection().jobs());
        told.put("rate_per_second", plan.perSecond());
        Overrides overrides = plan.overrides();
        if (overrides.model() != null) {
            told.put("model", overrides.model());
        }
        if (overrides.provider() != null) {
            told.put("provider", overrides.provider());
        }
        if (overrides.lane() != null) {
            told.put("lane", overrides.lane().wire());
        }
        if (overrides.parameters() != null) {
            told.put("parameters", overrides.parameters());
        }
        return told;
    }

    Replay read(String id) {
        return store.find(id).orElseThrow(() -> unknown(id));
    }

    List<Replay> list(int limit) {
        return store.list(limit);
    }

    Replay move(String id, ReplayState target, Admin admin, String reason) {
        Replay before = read(id);
        if (!before.state().canBecome(target)) {
            throw refused(before.state(), target);
        }
        audit.add(admin.name(), "replay." + target.wire(), id, reason, Map.of("status", before.state().wire()),
                Map.of("status", target.wire()));
        return switch (store.move(id, target)) {
            case Moved.Done(Replay was, Replay now) -> {
                log.info("replay {} was {} and is {}, by admin {}", id, was.state().wire(), target.wire(),
                        admin.name());
                yield now;
            }
            case Moved.Refused(ReplayState state) -> throw refused(state, target);
            case Moved.Unknown() -> throw unknown(id);
        };
    }

    private static ApiException refused(ReplayState state, ReplayState target) {
        return ApiException.of(ErrorCode.REPLAY_STATE_CONFLICT,
                "The replay is " + state.wire() + " and cannot become " + target.wire() + ".");
    }

    private static ApiException unknown(String id) {
        return ApiException.of(ErrorCode.NOT_FOUND,
                "There is no replay '" + id + "': GET /admin/replays lists the latest.", "id");
    }
}

package dev.longhaul.store.replay;

import com.mongodb.client.model.Updates;
import dev.longhaul.contract.job.JobId;
import dev.longhaul.contract.job.Lane;
import dev.longhaul.store.replay.ReplayPlan.Selected;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Date;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/** Between documents and replays. */
final class ReplayDocuments {

    static final String ID = "_id";
    static final String STATE = "state";
    static final String STOPPED_BECAUSE = "stoppedBecause";
    static final String RUNNER = "runner";
    static final String LEASE_UNTIL = "leaseUntil";
    static final String CHANGED_AT = "changedAt";
    static final String FORGIVEN = "forgiven";
    private static final String POSITION = "position";
    private static final String SKIPPED = "skipped";
    private static final String SUCCEEDED = "succeeded";
    private static final String FAILED = "failed";
    private static final String ENDED_OTHERWISE = "endedOtherwise";
    private static final String JOBS = "jobs";
    private static final String GENERATIONS = "generations";

    private ReplayDocuments() {}

    static Document of(Replay replay) {
        ReplayPlan plan = replay.plan();
        Selected selection = plan.selection();
        Overrides overrides = plan.overrides();
        return new Document(ID, replay.id()).append(STATE, replay.state().wire()).append("by", replay.by())
                .append("reason", replay.reason()).append("createdAt", Date.from(replay.createdAt()))
                .append(CHANGED_AT, Date.from(replay.changedAt())).append("filter", plan.filter())
                .append("digest", selection.digest()).append(JOBS, selection.jobs())
                .append("promptTokens", selection.promptTokens())
                .append("completionTokens", selection.completionTokens()).append("cost", selection.nanoDollars())
                .append("model", overrides.model()).append("provider", overrides.provider())
                .append("lane", overrides.lane() == null ? null : overrides.lane().wire())
                .append("parameters", overrides.parameters()).append("perSecond", plan.perSecond())
                .append("rampMillis", plan.ramp().toMillis()).append("canary", plan.canary())
                .append("maxFailures", plan.maxFailures());
    }

    static Replay toReplay(Document document) {
        String lane = document.getString("lane");
        ReplayPlan plan = new ReplayPlan(document.getString("filter"),
                new Selected(document.getString("digest"), document.getInteger(JOBS), document.getLong("promptTokens"),
                        document.getLong("completionTokens"), document.getLong("cost")),
                new Overrides(document.getString("model"), document.getString("provider"),
                        lane == null ? null : Lane.fromWire(lane),
                        document.getString("parameters")),
                document.getDouble("perSecond"), Duration.ofMillis(document.getLong("rampMillis")),
                document.getInteger("canary"), document.getInteger("maxFailures"));
        return new Replay(document.getString(ID), ReplayState.fromWire(document.getString(STATE)),
                document.getString(STOPPED_BECAUSE), plan, toProgress(document), document.getString(RUNNER),
                document.getString("by"), document.getString("reason"), document.getDate("createdAt").toInstant(),
                document.getDate(CHANGED_AT).toInstant());
    }

    private static ReplayProgress toProgress(Document document) {
        Map<Skip, Integer> skipped = new EnumMap<>(Skip.class);
        @Nullable
        Document counts = document.get(SKIPPED, Document.class);
        if (counts != null) {
            counts.forEach((reason, count) -> skipped.put(Skip.fromWire(reason), (Integer) count));
        }
        return new ReplayProgress(document.getInteger(POSITION, 0), skipped, document.getInteger(SUCCEEDED, 0),
                document.getInteger(FAILED, 0), document.getInteger(ENDED_OTHERWISE, 0),
                document.getInteger(FORGIVEN, 0));
    }

    /** All but what is forgiven, which a resume sets. */
    static List<Bson> updates(ReplayProgress progress) {
        Document skipped = new Document();
        progress.skipped().forEach((reason, count) -> skipped.append(reason.wire(), count));
        return new ArrayList<>(List.of(Updates.set(POSITION, progress.position()), Updates.set(SKIPPED, skipped),
                Updates.set(SUCCEEDED, progress.succeeded()), Updates.set(FAILED, progress.failed()),
                Updates.set(ENDED_OTHERWISE, progress.endedOtherwise())));
    }

    static String pageId(String replay, int number) {
        return String.format(Locale.ROOT, "%s/%06d", replay, number);
    }

    static Document page(String replay, int number, List<ReplayItem> items) {
        return new Document(ID, pageId(replay, number))
                .append(JOBS, items.stream().map(item -> item.id().toString()).toList())
                .append(GENERATIONS, items.stream().map(ReplayItem::generation).toList());
    }

    static List<ReplayItem> toItems(Document page) {
        List<String> ids = page.getList(JOBS, String.class);
        List<Integer> generations = page.getList(GENERATIONS, Integer.class);
        List<ReplayItem> items = new ArrayList<>(ids.size());
        for (int i = 0; i < ids.size(); i++) {
            items.add(new ReplayItem(JobId.parse(ids.get(i)), generations.get(i)));
        }
        return items;
    }
}

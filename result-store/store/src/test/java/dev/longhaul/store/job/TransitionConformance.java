package dev.longhaul.store.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longhaul.contract.error.ErrorCode;
import dev.longhaul.contract.job.JobId;
import dev.longhaul.contract.job.JobState;
import dev.longhaul.contract.job.Lane;
import dev.longhaul.contract.message.Failure;
import dev.longhaul.contract.message.Outcome;
import dev.longhaul.store.replay.Overrides;
import dev.longhaul.store.replay.ReplayItem;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Every operation on a job in every state: it moves along the contract's table or not at all. */
interface TransitionConformance extends UsesStore {

    /** An operation on a job, in the dispatch that it has now or in another. */
    interface Operation {

        void act(JobId id, int epoch);
    }

    private Map<String, Operation> operations() {
        Failure why = Failure.of(ErrorCode.JOB_EXPIRED, "Over.");
        Map<String, Operation> all = new LinkedHashMap<>();
        all.put("dispatch", (id, epoch) -> store().dispatch(List.of(id)));
        for (JobState end : JobState.values()) {
            if (end.isTerminal() && end != JobState.SUCCEEDED) {
                all.put("end queued as " + end, (id, epoch) -> store().endQueued(id, end, why));
            }
        }
        all.put("requeue", (id, epoch) -> store().jobs.dispatch().requeueLost(id, epoch));
        all.put("start", (id, epoch) -> store().start("worker-2", id, epoch));
        for (Outcome outcome : List.of(StoreFixture.succeeded(), StoreFixture.failed(), new Outcome.Cancelled(),
                new Outcome.Expired(), store().throttled(), new Outcome.HandedBack("stopping"))) {
            all.put("outcome of the same worker " + outcome,
                    (id, epoch) -> store().apply(StoreFixture.WORKER, id, epoch, outcome));
            all.put("outcome of another worker " + outcome, (id, epoch) -> store().apply("other", id, epoch, outcome));
        }
        all.put("question", (id, epoch) -> store().ask(id, epoch));
        all.put("cancel", (id, epoch) -> store().jobs.cancel().cancel(id));
        all.put("cancel if queued", (id, epoch) -> store().jobs.cancel().cancelIfQueued(id));
        all.put("replay", (id, epoch) -> store().jobs.replays().replay(List.of(new ReplayItem(id, 1)), "rpl_1",
                Overrides.NONE));
        return all;
    }

    @Test
    default void a_job_moves_only_along_the_table_and_every_way_of_it_is_gone() {
        Set<String> moves = new TreeSet<>();
        operations().forEach((name, operation) -> {
            for (JobState state : JobState.values()) {
                for (int offset = -1; offset <= 1; offset++) {
                    moves.addAll(act(name, operation, store().in(state), offset));
                }
            }
            for (int offset = -1; offset <= 1; offset++) {
                moves.addAll(act(name, operation, queuedAgain(), offset));
                moves.addAll(act(name, operation, asked(JobState.DISPATCHED), offset));
                moves.addAll(act(name, operation, asked(JobState.RUNNING), offset));
                moves.addAll(act(name, operation, store().running(store().job().held().in(Lane.INTERACTIVE)), offset));
            }
        });

        Set<String> table = new TreeSet<>();
        for (JobState from : JobState.values()) {
            from.targets().forEach(to -> table.add(from + " to " + to));
        }
        assertThat(moves).isEqualTo(table);
    }

    private Set<String> act(String name, Operation operation, JobId id, int offset) {
        JobRecord before = store().read(id);
        operation.act(id, before.progress().epoch() + offset);
        JobRecord after = store().read(id);
        if (before.state().isTerminal() && after.state().isTerminal()) {
            assertThat(after.ending()).as("%s of an ended job", name).isEqualTo(before.ending());
        }
        if (after.state() == before.state()) {
            return Set.of();
        }
        assertThat(before.state().canBecome(after.state()))
                .as("%s took a job from %s to %s", name, before.state(), after.state()).isTrue();
        return Set.of(before.state() + " to " + after.state());
    }

    private JobId queuedAgain() {
        JobId id = store().dispatched();
        store().jobs.dispatch().requeueLost(id, 1);
        return id;
    }

    private JobId asked(JobState state) {
        JobId id = store().in(state);
        store().jobs.cancel().cancel(id);
        return id;
    }
}

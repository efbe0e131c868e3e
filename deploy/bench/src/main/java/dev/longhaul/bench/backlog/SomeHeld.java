package dev.longhaul.bench.backlog;

import dev.longhaul.contract.job.WaitReason;
import dev.longhaul.dispatcher.fairness.Admission;
import dev.longhaul.dispatcher.fairness.WaitingJob;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Tenants of equal weight, of whom some may not go.
 *
 * @param held
 *            by the tenant's name
 */
record SomeHeld(Predicate<String> held) implements Admission {

    @Override
    public int weight(String tenant) {
        return 1;
    }

    @Override
    public boolean mayGo(WaitingJob job) {
        return !held.test(job.tenant());
    }

    @Override
    public boolean keyMayGo(WaitingJob job) {
        return true;
    }

    @Override
    public @Nullable WaitReason keyBlocker(WaitingJob job) {
        return null;
    }

    @Override
    public @Nullable WaitReason blocker(WaitingJob job) {
        return mayGo(job) ? null : WaitReason.TENANT_RATE;
    }

    @Override
    public List<Holder> refused() {
        return List.of();
    }

    @Override
    public void handedOut(WaitingJob job, boolean fresh) {
        // nothing is counted
    }

    @Override
    public void released(WaitingJob job) {
        // nothing is counted
    }
}

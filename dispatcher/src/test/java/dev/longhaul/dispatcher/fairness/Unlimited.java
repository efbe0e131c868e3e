package dev.longhaul.dispatcher.fairness;

import dev.longhaul.contract.job.WaitReason;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tenants that may use whatever there is, in equal parts. */
public class Unlimited implements Admission {

    @Override
    public int weight(String tenant) {
        return 1;
    }

    @Override
    public boolean mayGo(WaitingJob job) {
        return true;
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
        return mayGo(job) ? null : WaitReason.TENANT_IN_FLIGHT;
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

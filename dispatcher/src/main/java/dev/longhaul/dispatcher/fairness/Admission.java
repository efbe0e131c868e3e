package dev.longhaul.dispatcher.fairness;

import dev.longhaul.contract.job.WaitReason;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What tenants and their API keys may use. The scheduler asks and tells under its lock, so an implementation must not
 * wait.
 */
public interface Admission {

    /** The tenant's part of a contended lane, at least 1. */
    int weight(String tenant);

    /** Whether the tenant may have this job handed out now; false lets the job keep its place and asks again later. */
    boolean mayGo(WaitingJob job);

    /** As {@link #mayGo} for the job's key: while it may not, jobs of the tenant's other keys pass. */
    boolean keyMayGo(WaitingJob job);

    /** What keeps {@link #mayGo} from being true; null when nothing does. Changes nothing. */
    @Nullable
    WaitReason blocker(WaitingJob job);

    /** As {@link #blocker} for {@link #keyMayGo}. */
    @Nullable
    WaitReason keyBlocker(WaitingJob job);

    /** Those whose waiting jobs are to be ended, because the plan does not allow any more. */
    List<Holder> refused();

    /**
     * A job is with the workers now.
     *
     * @param fresh
     *            false when it was handed out before this dispatcher knew of it
     */
    void handedOut(WaitingJob job, boolean fresh);

    /** A job is with the workers no more: it has ended, waits again, or is another dispatcher's. */
    void released(WaitingJob job);

    /**
     * A tenant or one of its keys.
     *
     * @param keyId
     *            null for all the tenant's jobs
     */
    record Holder(String tenant, @Nullable String keyId) {}
}

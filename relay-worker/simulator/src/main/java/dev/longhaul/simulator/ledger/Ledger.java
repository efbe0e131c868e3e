package dev.longhaul.simulator.ledger;

import dev.longhaul.simulator.config.LedgerBounds;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Keeps what the simulator was asked and what it would bill. A call is <em>asked</em> when its request is complete; it
 * is <em>billed</em> when a completion was generated for it, also if the caller never saw it. Not thread-safe: belongs
 * to the event loop.
 */
public final class Ledger {

    private LedgerBounds bounds;
    private int inFlight;
    private int maxInFlight;
    private long asked;
    private long billed;
    private long promptTokens;
    private long completionTokens;
    private CallCounts jobs;
    private CallCounts prompts;
    private Sums byProvider = new Sums();
    private Sums byModel = new Sums();
    private Sums byKey = new Sums();
    private Sums byStatus = new Sums();
    private Sums byOutcome = new Sums();
    private final Deque<CallRecord> latest = new ArrayDeque<>();

    /** An empty ledger. */
    public Ledger(LedgerBounds bounds) {
        this.bounds = bounds;
        this.jobs = new CallCounts(bounds.jobs());
        this.prompts = new CallCounts(bounds.jobs());
    }

    /** A call has arrived. */
    public void arrived() {
        asked++;
        inFlight++;
        maxInFlight = Math.max(maxInFlight, inFlight);
    }

    /** Counts a call of a job; returns how many it has now, 0 when it is not counted. */
    public int countJob(String job) {
        return jobs.ask(job);
    }

    /** Counts a call with a prompt; returns how many it has now, 0 when it is not counted. */
    public int countPrompt(String fingerprint) {
        return prompts.ask(fingerprint);
    }

    /**
     * A call has ended.
     *
     * @param call
     *            the call
     * @param job
     *            the job it was counted for; empty: none
     */
    public void ended(CallRecord call, String job) {
        inFlight--;
        byProvider.add(call.provider().label(), call);
        byModel.add(call.model(), call);
        byKey.add(call.key(), call);
        byStatus.add(Integer.toString(call.status()), call);
        byOutcome.add(call.outcome().label(), call);
        if (call.billed()) {
            billed++;
            promptTokens += call.promptTokens();
            completionTokens += call.completionTokens();
            if (!job.isEmpty()) {
                jobs.bill(job);
            }
            prompts.bill(call.prompt());
        }
        if (bounds.calls() > 0) {
            if (latest.size() >= bounds.calls()) {
                latest.removeFirst();
            }
            latest.addLast(call);
        }
    }

    /** Calls that are open now. */
    public int inFlight() {
        return inFlight;
    }

    /** The sums at this moment. */
    public LedgerTotals totals() {
        return new LedgerTotals(asked, billed, promptTokens, completionTokens, inFlight, maxInFlight, jobs.size(),
                prompts.size(), jobs.uncounted() + prompts.uncounted(), byProvider.snapshot(), byModel.snapshot(),
                byKey.snapshot(), byStatus.snapshot(), byOutcome.snapshot());
    }

    /** The calls that ended last, newest first. */
    public List<CallRecord> latest(int limit) {
        var calls = new ArrayList<CallRecord>(Math.min(limit, latest.size()));
        for (var newestFirst = latest.descendingIterator(); newestFirst.hasNext() && calls.size() < limit;) {
            calls.add(newestFirst.next());
        }
        return calls;
    }

    /** The jobs and their counts. */
    public Counted jobs() {
        return new Counted(jobs);
    }

    /** The prompts' fingerprints and their counts. */
    public Counted prompts() {
        return new Counted(prompts);
    }

    /** Forgets everything but the calls that are open; the bounds apply from here on. */
    public void reset(LedgerBounds newBounds) {
        bounds = newBounds;
        maxInFlight = inFlight;
        asked = 0;
        billed = 0;
        promptTokens = 0;
        completionTokens = 0;
        jobs = new CallCounts(newBounds.jobs());
        prompts = new CallCounts(newBounds.jobs());
        byProvider = new Sums();
        byModel = new Sums();
        byKey = new Sums();
        byStatus = new Sums();
        byOutcome = new Sums();
        latest.clear();
    }
}

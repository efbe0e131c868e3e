package dev.longhaul.simulator.server;

import dev.longhaul.simulator.chat.Answer;
import dev.longhaul.simulator.dialect.Dialect;
import dev.longhaul.simulator.fault.FaultPlan;
import dev.longhaul.simulator.ledger.CallRecord;
import dev.longhaul.simulator.ledger.Ledger;
import dev.longhaul.simulator.ledger.Outcome;
import dev.longhaul.simulator.limit.LimitReport;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.time.Instant;

/** A call from the arrival of its request to its one entry in the ledger. Belongs to the event loop. */
final class OpenCall {

    private final Ledger ledger;
    private final Dialect dialect;
    private final HttpServerRequest request;
    private final String requestId;
    private final Instant at;
    private final long startNanos = System.nanoTime();
    private final String jobHeader;
    private final String job;
    private String key = "";
    private String model = "";
    private String prompt = "";
    private FaultPlan plan = FaultPlan.NONE;
    private LimitReport limits = LimitReport.NONE;
    private boolean settled;
    private boolean billed;
    private int promptTokens;
    private int completionTokens;
    private boolean ended;

    OpenCall(Ledger ledger, Dialect dialect, HttpServerRequest request, String requestId, Instant at,
            String jobHeader) {
        this.ledger = ledger;
        this.dialect = dialect;
        this.request = request;
        this.requestId = requestId;
        this.at = at;
        this.jobHeader = jobHeader;
        this.job = CallRecord.jobId(jobHeader);
        ledger.arrived();
    }

    Dialect dialect() {
        return dialect;
    }

    HttpServerRequest request() {
        return request;
    }

    HttpServerResponse response() {
        return request.response();
    }

    String requestId() {
        return requestId;
    }

    Instant at() {
        return at;
    }

    /** Id of the job that the caller works on, without epoch and attempt; empty when it names none. */
    String job() {
        return job;
    }

    FaultPlan plan() {
        return plan;
    }

    void plan(FaultPlan planned) {
        plan = planned;
    }

    LimitReport limits() {
        return limits;
    }

    void limits(LimitReport report) {
        limits = report;
    }

    void key(String hash) {
        key = hash;
    }

    void asked(String askedModel, String fingerprint) {
        model = askedModel;
        prompt = fingerprint;
    }

    /** The whole completion was generated. The first settlement of a call counts. */
    void bill(Answer answer) {
        bill(answer.promptTokens(), answer.completionTokens());
    }

    /** A completion, or a part of one, was generated. The first settlement of a call counts. */
    void bill(int tokensOfPrompt, int tokensOfCompletion) {
        if (!settled) {
            settled = true;
            billed = true;
            promptTokens = tokensOfPrompt;
            completionTokens = tokensOfCompletion;
        }
    }

    /** The call costs nothing, whatever becomes of it. The first settlement of a call counts. */
    void exempt() {
        settled = true;
    }

    boolean ended() {
        return ended;
    }

    /** Enters the call into the ledger, once: what ends it first counts. */
    void end(int status, Outcome outcome) {
        if (ended) {
            return;
        }
        ended = true;
        long tookMicros = (System.nanoTime() - startNanos) / 1_000;
        ledger.ended(new CallRecord(at, dialect.provider(), model, key, jobHeader, prompt, status, outcome, billed,
                promptTokens, completionTokens, tookMicros), job);
    }
}

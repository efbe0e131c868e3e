package dev.longhaul.simulator.server;

import dev.longhaul.simulator.dialect.Dialect;
import dev.longhaul.simulator.ledger.CallRecord;
import dev.longhaul.simulator.ledger.Ledger;
import dev.longhaul.simulator.ledger.Outcome;
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
        int semicolon = jobHeader.indexOf(';');
        this.job = semicolon < 0 ? jobHeader : jobHeader.substring(0, semicolon);
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

    void key(String hash) {
        key = hash;
    }

    void asked(String askedModel, String fingerprint) {
        model = askedModel;
        prompt = fingerprint;
    }

    /** A completion, or a part of one, was generated. */
    void bill(int tokensOfPrompt, int tokensOfCompletion) {
        billed = true;
        promptTokens = tokensOfPrompt;
        completionTokens = tokensOfCompletion;
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

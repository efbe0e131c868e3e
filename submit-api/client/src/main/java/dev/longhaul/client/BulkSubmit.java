package dev.longhaul.client;

import dev.longhaul.contract.job.JobId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MappingIterator;
import tools.jackson.databind.node.ObjectNode;

/** Submits many requests by {@code POST /v1/jobs/bulk}, in as few calls as its limits allow. */
final class BulkSubmit {

    static final int MAX_LINES = 1_000;
    /** Half of what the platform takes, so that proxies with smaller limits do too. */
    static final int MAX_BYTES = 8 << 20;
    private static final int TOO_LARGE = 413;

    private final Transport transport;

    BulkSubmit(Transport transport) {
        this.transport = transport;
    }

    List<Submission> submit(List<JobRequest> requests) {
        List<Submission> results = new ArrayList<>(requests.size());
        for (BulkBody body : BulkBody.split(requests, MAX_LINES, MAX_BYTES)) {
            try {
                results.addAll(post(body));
            } catch (LonghaulException e) {
                if (results.isEmpty()) {
                    throw e;
                }
                // what was accepted before must reach the caller
                while (results.size() < requests.size()) {
                    results.add(Submission.Refused.of(e));
                }
                return results;
            }
        }
        return results;
    }

    private List<Submission> post(BulkBody body) {
        try {
            return results(body, transport
                    .send(Call.post("/v1/jobs/bulk", Call.NDJSON, body.bytes(), body.allKeyed())));
        } catch (LonghaulException e) {
            if (e.status() != TOO_LARGE) {
                throw e;
            }
            if (body.lines() == 1) {
                return List.of(Submission.Refused.of(e));
            }
            List<Submission> halves = new ArrayList<>(post(body.firstHalf()));
            halves.addAll(post(body.secondHalf()));
            return halves;
        }
    }

    private static List<Submission> results(BulkBody body, Answer answer) {
        List<Submission> results = new ArrayList<>(body.lines());
        try (MappingIterator<JsonNode> lines = Json.MAPPER.readerFor(JsonNode.class).readValues(answer.body())) {
            while (lines.hasNextValue()) {
                results.add(result(lines.nextValue(), answer));
            }
        } catch (JacksonException e) {
            throw LonghaulException.badAnswer("the answer of a bulk submit is not JSON lines", answer.status(),
                    answer.requestId(), e);
        }
        if (results.size() != body.lines()) {
            throw LonghaulException.badAnswer(
                    "the answer of a bulk submit has " + results.size() + " lines for " + body.lines(),
                    answer.status(), answer.requestId(), null);
        }
        return results;
    }

    private static Submission result(JsonNode line, Answer answer) {
        Optional<JobId> id = JobId.tryParse(line.path("job").path("id").asString(""));
        if (id.isPresent()) {
            return new Submission.Accepted(id.get());
        }
        if (line.path("error") instanceof ObjectNode error) {
            return Submission.Refused.of(line.path("status").asInt(500), error);
        }
        throw LonghaulException.badAnswer("a line of a bulk answer has neither job nor error", answer.status(),
                answer.requestId(), null);
    }
}

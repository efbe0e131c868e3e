package dev.longhaul.client.cli.batch.ledger;

import dev.longhaul.client.cli.session.Session;
import dev.longhaul.contract.job.JobId;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What is written down of a run while it goes on; one JSON object a line. */
public sealed interface JournalEntry {

    /** These lines are about to be submitted: from now on they may be jobs. */
    record Submitting(LineSet lines, Instant at) implements JournalEntry {}

    /** These lines are these jobs. */
    record Accepted(Map<Integer, JobId> jobs) implements JournalEntry {}

    /** What these lines were before no longer counts; they are submitted for the given time, from 2. */
    record Again(Map<Integer, Integer> submissions) implements JournalEntry {}

    /** The entry as JSON. */
    default ObjectNode json() {
        ObjectNode json = Session.MAPPER.createObjectNode();
        switch (this) {
            case Submitting(LineSet lines, Instant at) ->
                json.put("submitting", lines.toString()).put("at", at.toString());
            case Accepted(Map<Integer, JobId> jobs) -> {
                ObjectNode ids = json.putObject("accepted");
                jobs.forEach((line, id) -> ids.put(line.toString(), id.toString()));
            }
            case Again(Map<Integer, Integer> submissions) -> {
                ObjectNode times = json.putObject("again");
                submissions.forEach((line, time) -> times.put(line.toString(), time));
            }
        }
        return json;
    }

    /** Reads an entry; empty when it is not one. */
    static Optional<JournalEntry> of(JsonNode json) {
        try {
            if (json.has("submitting")) {
                return Optional.of(new Submitting(LineSet.parse(json.path("submitting").asString("")),
                        Instant.parse(json.path("at").asString(""))));
            }
            if (json.get("accepted") instanceof ObjectNode ids) {
                Map<Integer, JobId> jobs = new LinkedHashMap<>();
                ids.properties().forEach(
                        entry -> jobs.put(Integer.valueOf(entry.getKey()), JobId.parse(entry.getValue().asString(""))));
                return Optional.of(new Accepted(jobs));
            }
            if (json.get("again") instanceof ObjectNode times) {
                Map<Integer, Integer> submissions = new LinkedHashMap<>();
                times.properties().forEach(
                        entry -> submissions.put(Integer.valueOf(entry.getKey()), entry.getValue().asInt(1)));
                return Optional.of(new Again(submissions));
            }
            return Optional.empty();
        } catch (IllegalArgumentException | DateTimeParseException e) {
            return Optional.empty();
        }
    }
}

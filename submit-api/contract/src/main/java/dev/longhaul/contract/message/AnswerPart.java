package dev.longhaul.contract.message;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;
import dev.longhaul.contract.job.JobId;
import java.time.Instant;
import java.util.Objects;

/**
 * A part of a long answer, on the queue {@code relay.answers}. Where it belongs stands in itself, so that parts may
 * come in any order, twice, and before or after the outcome that names them.
 *
 * @param worker
 *            who got the answer
 * @param epoch
 *            as in its outcome
 * @param endedAt
 *            as in its outcome
 * @param number
 *            which part, from 0
 * @param text
 *            the piece of the completion's JSON text; at most {@link LongAnswers#PART_CHARS} characters
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "v")
@JsonTypeName("relay.answer_part.v1")
public record AnswerPart(String worker, JobId id, int epoch, Instant endedAt, int number, String text) {

    public AnswerPart {
        Objects.requireNonNull(worker, "worker");
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(endedAt, "endedAt");
        Objects.requireNonNull(text, "text");
        if (number < 0) {
            throw new IllegalArgumentException("parts are counted from 0, not " + number);
        }
    }
}

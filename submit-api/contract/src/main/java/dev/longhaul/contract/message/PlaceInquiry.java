package dev.longhaul.contract.message;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;
import dev.longhaul.contract.job.JobId;
import dev.longhaul.contract.job.Lane;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * "Why does this queued job wait?" From submit-api to every dispatcher; the one that schedules the job answers with
 * {@link Reply.Place}, the others are silent.
 *
 * @param question
 *            repeated in the answer
 * @param replyTo
 *            the instance that asks
 * @param keyId
 *            the API key that submitted it
 * @param customId
 *            as submitted
 * @param model
 *            the catalogue's name
 * @param priority
 *            0 to 9, 9 first
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "v")
@JsonTypeName("job.place_inquiry.v1")
public record PlaceInquiry(String question, String replyTo, JobId id, String tenant, @Nullable String keyId,
        @Nullable String customId, Lane lane,
        String model, int priority) {

    public PlaceInquiry {
        Objects.requireNonNull(question, "question");
        Objects.requireNonNull(replyTo, "replyTo");
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(tenant, "tenant");
        Objects.requireNonNull(lane, "lane");
        Objects.requireNonNull(model, "model");
    }
}

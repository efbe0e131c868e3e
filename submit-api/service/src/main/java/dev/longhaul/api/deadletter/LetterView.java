package dev.longhaul.api.deadletter;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.longhaul.contract.job.Lane;
import dev.longhaul.contract.message.Failure;
import dev.longhaul.store.deadletter.Letter;
import dev.longhaul.store.deadletter.LetterGroup;
import dev.longhaul.store.deadletter.PastGeneration;
import dev.longhaul.store.deadletter.UnreadableMessage;
import dev.longhaul.store.deadletter.UnreadableStore;
import dev.longhaul.store.webhook.DeadDeliveries;
import dev.longhaul.store.webhook.DeadDelivery;
import dev.longhaul.store.webhook.Delivery;
import org.jspecify.annotations.Nullable;

/**
 * A dead letter as administrators see it.
 *
 * @param source
 *            {@code job}; {@code message} for one that nobody could read, which has no tenant, lane and model;
 *            {@code webhook} for a delivery that was given up, which has no lane and model
 * @param generation
 *            1 for a job that was never replayed
 */
record LetterView(String id, String object, String source, String cause, int generation,
        @JsonProperty("failed_at") long failedAt, @Nullable String tenant, @Nullable String batch,
        @JsonProperty("custom_id") @Nullable String customId, @Nullable Lane lane, @Nullable String model,
        @Nullable String provider, int attempts, ErrorView error) {

    private static final String OBJECT = "dead_letter";
    private static final String JOB = "job";
    private static final String MESSAGE = "message";
    private static final String WEBHOOK = "webhook";

    static LetterView of(Letter letter) {
        return new LetterView(letter.id().toString(), OBJECT, JOB, letter.cause(), letter.generation(),
                letter.at().getEpochSecond(), letter.tenant(), letter.batch(), letter.customId(), letter.lane(),
                letter.model(), letter.provider(), letter.attempts(), ErrorView.of(letter.failure()));
    }

    static LetterView of(UnreadableMessage message) {
        return new LetterView(message.id(), OBJECT, MESSAGE, message.cause(), 1, message.at().getEpochSecond(), null,
                null, null, null, null, null, 0, ErrorView.of(message));
    }

    static LetterView of(DeadDelivery dead) {
        Delivery delivery = dead.delivery();
        return new LetterView(delivery.id(), OBJECT, WEBHOOK, dead.cause(), 1, dead.at().getEpochSecond(),
                delivery.tenant(), null, null, null, null, null, delivery.tries(), ErrorView.of(dead));
    }

    /** Why it has no answer. */
    record ErrorView(String code, String message, @Nullable String param,
            @JsonProperty("provider_status") @Nullable Integer providerStatus,
            @JsonProperty("provider_code") @Nullable String providerCode) {

        static ErrorView of(Failure failure) {
            return new ErrorView(failure.code(), failure.message(), failure.param(), failure.providerStatus(),
                    failure.providerCode());
        }

        static ErrorView of(UnreadableMessage message) {
            return new ErrorView(message.reason(), message.message() + " It came by " + message.source() + ".", null,
                    null, null);
        }

        static ErrorView of(DeadDelivery dead) {
            Delivery delivery = dead.delivery();
            return new ErrorView(DeadDelivery.CODE, "The event " + delivery.event() + " (" + delivery.type().wire()
                    + ") did not reach " + delivery.queue() + ". " + dead.why(), null, null, null);
        }
    }

    /**
     * Dead letters of one cause.
     *
     * @param sample
     *            one of them
     */
    record GroupView(String cause, String object, String source, long count,
            @JsonProperty("first_failed_at") long firstFailedAt, @JsonProperty("last_failed_at") long lastFailedAt,
            LetterView sample) {

        private static final String GROUP = "dead_letter_group";

        static GroupView of(LetterGroup group) {
            return new GroupView(group.cause(), GROUP, JOB, group.count(), group.first().getEpochSecond(),
                    group.last().getEpochSecond(), LetterView.of(group.sample()));
        }

        static GroupView of(UnreadableStore.Group group) {
            UnreadableMessage latest = group.latest();
            return new GroupView(latest.cause(), GROUP, MESSAGE, group.count(), group.first().getEpochSecond(),
                    latest.at().getEpochSecond(), LetterView.of(latest));
        }

        static GroupView of(DeadDeliveries.Group group) {
            return new GroupView(group.sample().cause(), GROUP, WEBHOOK, group.count(),
                    group.first().getEpochSecond(), group.last().getEpochSecond(), LetterView.of(group.sample()));
        }
    }

    /**
     * How a job failed before it was replayed.
     *
     * @param replay
     *            that began this generation; null for the first
     * @param request
     *            what was asked, when the next generation asks something else
     */
    record PastView(int generation, @Nullable String replay, @JsonProperty("failed_at") long failedAt, String cause,
            Lane lane, String model, @Nullable String provider, ErrorView error, @Nullable String request) {

        static PastView of(PastGeneration past) {
            return new PastView(past.generation(), past.startedBy(), past.at().getEpochSecond(), past.cause(),
                    past.lane(), past.model(), past.provider(), ErrorView.of(past.failure()), past.request());
        }
    }
}

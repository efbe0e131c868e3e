package dev.longhaul.api.batch;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.longhaul.api.request.BatchRequest;
import dev.longhaul.contract.message.Usage;
import dev.longhaul.store.batch.Batch;
import dev.longhaul.store.batch.BatchEnd;
import dev.longhaul.store.batch.BatchEnd.Problem;
import dev.longhaul.store.batch.BatchStatus;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A batch in OpenAI's form. Times are in seconds since 1970.
 *
 * @param model
 *            the one that all lines name; null when they differ, or are not checked yet
 * @param usage
 *            of all answers together; null until it has ended
 */
record BatchView(String id, String object, String endpoint, @Nullable String model, @Nullable ErrorList errors,
        @JsonProperty("input_file_id") String inputFileId,
        @JsonProperty("completion_window") String completionWindow, String status,
        @JsonProperty("output_file_id") @Nullable String outputFileId,
        @JsonProperty("error_file_id") @Nullable String errorFileId, @JsonProperty("created_at") long createdAt,
        @JsonProperty("in_progress_at") @Nullable Long inProgressAt, @JsonProperty("expires_at") long expiresAt,
        @JsonProperty("finalizing_at") @Nullable Long finalizingAt,
        @JsonProperty("completed_at") @Nullable Long completedAt, @JsonProperty("failed_at") @Nullable Long failedAt,
        @JsonProperty("expired_at") @Nullable Long expiredAt,
        @JsonProperty("cancelling_at") @Nullable Long cancellingAt,
        @JsonProperty("cancelled_at") @Nullable Long cancelledAt,
        @JsonProperty("request_counts") Counts requestCounts, @Nullable UsageSum usage,
        Map<String, String> metadata) {

    static BatchView of(Batch batch) {
        BatchEnd end = batch.end();
        return new BatchView(batch.id().toString(), "batch", BatchRequest.ENDPOINT, batch.progress().model(),
                ErrorList.of(end), batch.order().inputFile(), BatchRequest.WINDOW_NAME, batch.status().wire(),
                end == null ? null : end.outputFile(), end == null ? null : end.errorFile(),
                batch.order().createdAt().getEpochSecond(), at(batch, BatchStatus.IN_PROGRESS),
                batch.order().windowEnd().getEpochSecond(), at(batch, BatchStatus.FINALIZING),
                at(batch, BatchStatus.COMPLETED), at(batch, BatchStatus.FAILED), at(batch, BatchStatus.EXPIRED),
                at(batch, BatchStatus.CANCELLING), at(batch, BatchStatus.CANCELLED), Counts.of(batch),
                end == null ? null : UsageSum.of(end.usage()), batch.order().metadata());
    }

    private static @Nullable Long at(Batch batch, BatchStatus status) {
        Instant reached = batch.reached().get(status);
        return reached == null ? null : reached.getEpochSecond();
    }

    /**
     * Lines, of a batch that has ended exactly; those that never ran are only in the total.
     *
     * @param total
     *            0 until they are counted
     */
    record Counts(int total, int completed, int failed) {

        static Counts of(Batch batch) {
            BatchEnd end = batch.end();
            return end == null
                    ? new Counts(batch.progress().total(), batch.progress().completed(), batch.progress().failed())
                    : new Counts(batch.progress().total(), end.completed(), end.failed());
        }
    }

    /** What is wrong with the file. */
    record ErrorList(String object, List<InputError> data) {

        static @Nullable ErrorList of(@Nullable BatchEnd end) {
            return end == null || end.problems().isEmpty()
                    ? null
                    : new ErrorList("list", end.problems().stream().map(InputError::of).toList());
        }
    }

    record InputError(String code, @Nullable Integer line, String message, @Nullable String param) {

        static InputError of(Problem problem) {
            return new InputError(problem.code(), problem.line(), problem.message(), problem.param());
        }
    }

    record UsageSum(@JsonProperty("input_tokens") long inputTokens,
            @JsonProperty("input_tokens_details") InputDetails inputTokensDetails,
            @JsonProperty("output_tokens") long outputTokens,
            @JsonProperty("output_tokens_details") OutputDetails outputTokensDetails,
            @JsonProperty("total_tokens") long totalTokens) {

        static UsageSum of(Usage usage) {
            return new UsageSum(usage.promptTokens(), new InputDetails(usage.cachedTokens()),
                    usage.completionTokens(), new OutputDetails(usage.reasoningTokens()), usage.totalTokens());
        }
    }

    record InputDetails(@JsonProperty("cached_tokens") long cachedTokens) {}

    record OutputDetails(@JsonProperty("reasoning_tokens") long reasoningTokens) {}
}

package dev.longhaul.api.job;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.longhaul.contract.job.WaitReason;
import dev.longhaul.contract.message.Reply;
import org.jspecify.annotations.Nullable;

/** Why a job is queued, as its dispatcher says now. */
record WaitingView(WaitReason reason, @Nullable Integer ahead, @JsonProperty("lane_waiting") int laneWaiting,
        @JsonProperty("estimated_start_at") @Nullable Long estimatedStartAt, @Nullable Basis basis) {

    static @Nullable WaitingView of(Reply.@Nullable Place place) {
        if (place == null) {
            return null;
        }
        return new WaitingView(place.reason(), place.ahead(), place.laneWaiting(),
                JobView.seconds(place.estimatedStart()), Basis.of(place));
    }

    /** What the estimate goes by. */
    record Basis(String kind, @JsonProperty("starts_per_second") @Nullable Double startsPerSecond,
            @JsonProperty("window_seconds") @Nullable Integer windowSeconds) {

        static @Nullable Basis of(Reply.Place place) {
            Reply.Starts starts = place.starts();
            if (starts != null) {
                return new Basis("recent_starts", starts.perSecond(), starts.windowSeconds());
            }
            return place.reason() == WaitReason.PROVIDER ? new Basis("not_before", null, null) : null;
        }
    }
}

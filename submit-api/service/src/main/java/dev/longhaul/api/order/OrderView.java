package dev.longhaul.api.order;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.longhaul.store.order.OrderStore.Action;
import dev.longhaul.store.order.OrderStore.GivenOrder;
import dev.longhaul.store.order.StandingOrder;
import org.jspecify.annotations.Nullable;

/**
 * What an order came to.
 *
 * @param batch
 *            null for all jobs of the tenant
 * @param paused
 *            whether these jobs are paused now
 * @param changed
 *            jobs that it has cancelled, or given another priority; null when they are not counted
 * @param cancelRequested
 *            jobs that are with workers, which are told to stop them; null unless it is a cancel
 */
record OrderView(String object, String action, String tenant, @Nullable String batch, boolean paused,
        @Nullable Long changed, @JsonProperty("cancel_requested") @Nullable Long cancelRequested) {

    static OrderView of(Action action, StandingOrder order, @Nullable Long changed, @Nullable Long cancelRequested) {
        return new OrderView("job_order", action.wire(), order.jobs().tenant(), order.jobs().batch(), order.paused(),
                changed, cancelRequested);
    }

    /**
     * An order that was given earlier.
     *
     * @param at
     *            seconds since 1970
     */
    record Given(String action, @Nullable Integer priority, long at, String by, @Nullable String reason) {

        static Given of(GivenOrder order) {
            return new Given(order.action().wire(), order.priority(), order.at().getEpochSecond(), order.by(),
                    order.reason());
        }
    }
}

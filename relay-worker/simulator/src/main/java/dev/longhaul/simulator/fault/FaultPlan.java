package dev.longhaul.simulator.fault;

import dev.longhaul.simulator.answer.AnswerWish;
import dev.longhaul.simulator.config.FaultAction;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What is to go wrong with a call.
 *
 * @param extraMillis
 *            additional time before the first byte
 * @param droppedHeaders
 *            headers to leave out
 * @param wish
 *            what the answer must be
 * @param ending
 *            how the call ends; null: in order
 */
public record FaultPlan(double extraMillis, List<String> droppedHeaders, AnswerWish wish,
        FaultAction.@Nullable Ending ending) {

    /** Nothing goes wrong. */
    public static final FaultPlan NONE = new FaultPlan(0, List.of(), AnswerWish.NONE, null);

    FaultPlan with(FaultAction action) {
        return switch (action) {
            case FaultAction.Slow slow -> new FaultPlan(extraMillis + slow.millis(), droppedHeaders, wish, ending);
            case FaultAction.DropHeaders drop -> new FaultPlan(extraMillis,
                    Stream.concat(droppedHeaders.stream(), drop.names().stream()).toList(), wish,
                    ending);
            case FaultAction.Block block -> with(new AnswerWish(wish.toolCall(), true, wish.tokens()));
            case FaultAction.Ending end -> new FaultPlan(extraMillis, droppedHeaders, wish, end);
        };
    }

    FaultPlan with(AnswerWish other) {
        return new FaultPlan(extraMillis, droppedHeaders, other, ending);
    }
}

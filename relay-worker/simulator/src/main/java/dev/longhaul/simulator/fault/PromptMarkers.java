package dev.longhaul.simulator.fault;

import dev.longhaul.simulator.answer.AnswerWish;
import dev.longhaul.simulator.chat.BadRequest;
import dev.longhaul.simulator.config.FaultAction;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Markers in the last user text, for quick tests by hand. They are on by default: no real prompt contains them, and the
 * simulator has nothing to lose. A marker is {@code [[sim:…]]} with one or more of these, separated by commas:
 *
 * <table>
 * <caption>Markers</caption>
 * <tr>
 * <td>{@code status=503}</td>
 * <td>answer with this error</td>
 * </tr>
 * <tr>
 * <td>{@code code=insufficient_quota}</td>
 * <td>code of that error</td>
 * </tr>
 * <tr>
 * <td>{@code type=…}</td>
 * <td>type of that error</td>
 * </tr>
 * <tr>
 * <td>{@code retry-after=7}</td>
 * <td>seconds that the error asks to wait</td>
 * </tr>
 * <tr>
 * <td>{@code midstream}</td>
 * <td>a stream gets that error after half of its answer</td>
 * </tr>
 * <tr>
 * <td>{@code slow=500}</td>
 * <td>that many milliseconds more before the first byte</td>
 * </tr>
 * <tr>
 * <td>{@code reset}, {@code reset=20}</td>
 * <td>reset (RST) after half of the body, or after these bytes</td>
 * </tr>
 * <tr>
 * <td>{@code close}, {@code close=20}</td>
 * <td>the same, but closed in order (FIN)</td>
 * </tr>
 * <tr>
 * <td>{@code stall}, {@code stall=20}</td>
 * <td>go silent after half of the body, or after these bytes; with 0 never answer</td>
 * </tr>
 * <tr>
 * <td>{@code garbage}, {@code truncated}</td>
 * <td>status 200 with broken or incomplete JSON</td>
 * </tr>
 * <tr>
 * <td>{@code block}</td>
 * <td>the content filter steps in</td>
 * </tr>
 * <tr>
 * <td>{@code tool}</td>
 * <td>call the first offered tool</td>
 * </tr>
 * <tr>
 * <td>{@code tokens=200}</td>
 * <td>length of the answer</td>
 * </tr>
 * <tr>
 * <td>{@code times=2}</td>
 * <td>all this only for the first calls with this prompt</td>
 * </tr>
 * </table>
 *
 * <p>
 * So {@code [[sim:status=503,times=2]]} fails twice and then succeeds.
 */
public final class PromptMarkers {

    private static final String OPEN = "[[sim:";
    private static final String CLOSE = "]]";

    private boolean tool;
    private boolean block;
    private int tokens;
    private int times = Integer.MAX_VALUE;
    private double slowMillis;
    private int status;
    private @Nullable String type;
    private @Nullable String code;
    private @Nullable Double retryAfter;
    private boolean midStream;
    private FaultAction.@Nullable Ending ending;

    private PromptMarkers() {}

    /**
     * What the markers of a call ask for.
     *
     * @throws BadRequest
     *             when a marker cannot be understood
     */
    public static FaultPlan plan(CallFacts call) throws BadRequest {
        int start = call.question().indexOf(OPEN);
        if (start < 0) {
            return FaultPlan.NONE;
        }
        var markers = new PromptMarkers();
        for (; start >= 0; start = call.question().indexOf(OPEN, start + 1)) {
            int end = call.question().indexOf(CLOSE, start);
            if (end < 0) {
                throw new BadRequest("A [[sim:…]] marker in the prompt has no end.", null);
            }
            for (var item : call.question().substring(start + OPEN.length(), end).split(",", -1)) {
                markers.read(item.strip());
            }
        }
        return call.promptCalls() > markers.times ? FaultPlan.NONE : markers.plan();
    }

    private FaultPlan plan() {
        if (status > 0) {
            ending = new FaultAction.Status(status, type, code, null, null, null, retryAfter, midStream, null);
        }
        return new FaultPlan(slowMillis, List.of(), new AnswerWish(tool, block, tokens), ending);
    }

    private void read(String item) throws BadRequest {
        int equals = item.indexOf('=');
        var name = equals < 0 ? item : item.substring(0, equals);
        var value = equals < 0 ? null : item.substring(equals + 1);
        switch (name) {
            case "status" -> status = number(name, value, 400, 599);
            case "code" -> code = value;
            case "type" -> type = value;
            case "retry-after" -> retryAfter = (double) number(name, value, 0, 86_400);
            case "midstream" -> midStream = true;
            case "slow" -> slowMillis = number(name, value, 0, 3_600_000);
            case "reset" -> ending = new FaultAction.Reset(bytes(name, value), true, null);
            case "close" -> ending = new FaultAction.Reset(bytes(name, value), false, null);
            case "stall" -> ending = new FaultAction.Stall(bytes(name, value), null);
            case "garbage" -> ending = new FaultAction.Garbage(FaultAction.Garbage.Mode.INVALID, null);
            case "truncated" -> ending = new FaultAction.Garbage(FaultAction.Garbage.Mode.TRUNCATED, null);
            case "block" -> block = true;
            case "tool" -> tool = true;
            case "tokens" -> tokens = number(name, value, 1, 200_000);
            case "times" -> times = number(name, value, 1, Integer.MAX_VALUE);
            default -> throw new BadRequest("The marker [[sim:" + name + "]] is not known.", null);
        }
    }

    private static @Nullable Long bytes(String name, @Nullable String value) throws BadRequest {
        return value == null ? null : (long) number(name, value, 0, Integer.MAX_VALUE);
    }

    private static int number(String name, @Nullable String value, int least, int most) throws BadRequest {
        try {
            int number = Integer.parseInt(value == null ? "" : value);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Said below, together with numbers out of range.
        }
        throw new BadRequest("The marker [[sim:" + name + "]] needs a number from " + least + " to " + most + ".",
                null);
    }
}

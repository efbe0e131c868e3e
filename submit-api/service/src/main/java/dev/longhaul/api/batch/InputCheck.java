package dev.longhaul.api.batch;

import dev.longhaul.api.request.BatchLine;
import dev.longhaul.api.request.BatchLine.WrongLine;
import dev.longhaul.store.batch.BatchEnd.Problem;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Whether a file is one that a batch can run: what is said of it is OpenAI's, code by code. The bodies of its lines are
 * looked at when they are submitted. For one file.
 */
final class InputCheck {

    static final int MOST_LINES = 50_000;
    /** More say no more. */
    private static final int MOST_PROBLEMS = 100;
    private static final int LINES_AT_A_TIME = 500;

    private final List<Problem> problems = new ArrayList<>();
    private final Set<String> customIds = new HashSet<>();
    private int total;
    private @Nullable String model;
    private boolean differ;

    /** What a file is. */
    sealed interface Finding {

        /**
         * @param model
         *            null when the lines name different ones
         */
        record Good(int total, @Nullable String model) implements Finding {}

        record Bad(List<Problem> problems) implements Finding {}

        /** The check was not to go on. */
        record BrokenOff() implements Finding {}
    }

    /**
     * @param goOn
     *            asked every now and then
     */
    Finding check(LineReader lines, BooleanSupplier goOn) {
        while (problems.size() < MOST_PROBLEMS && lines.next()) {
            total++;
            if (total > MOST_LINES) {
                return bad("too_many_tasks", "The file has more than " + MOST_LINES + " lines; split it.");
            }
            check(lines);
            if (total % LINES_AT_A_TIME == 0 && !goOn.getAsBoolean()) {
                return new Finding.BrokenOff();
            }
        }
        if (!problems.isEmpty()) {
            return new Finding.Bad(problems);
        }
        return total == 0
                ? bad("empty_file", "The file has no lines.")
                : new Finding.Good(total, differ ? null : model);
    }

    private static Finding bad(String code, String message) {
        return new Finding.Bad(List.of(new Problem(code, null, message, null)));
    }

    private void check(LineReader lines) {
        int number = lines.number();
        if (lines.isTooLong()) {
            problems.add(new Problem("invalid_json_line", number,
                    "The line is larger than the " + lines.length() + " bytes that are read of one.", null));
            return;
        }
        try {
            BatchLine line = BatchLine.read(lines.bytes(), lines.length());
            if (!customIds.add(line.customId())) {
                problems.add(new Problem("duplicate_custom_id", number,
                        "Another line before this one has the same custom_id.", "custom_id"));
            }
            differ |= total > 1 && !Objects.equals(model, line.model());
            model = line.model();
        } catch (WrongLine e) {
            problems.add(new Problem(e.code(), number, e.message(), e.param()));
        }
    }
}

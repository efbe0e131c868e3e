package dev.longhaul.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longhaul.contract.error.ErrorCode;
import dev.longhaul.contract.job.JobState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What docs say of states and errors is what the code does. */
class DocsTest {

    private static final Pattern TRANSITION = Pattern.compile("(?m)^ {4}([a-z]+) --> ([a-z]+)$");
    private static final Pattern ERROR_ROW = Pattern.compile("(?m)^\\| `([a-z_]+)` \\| (\\d{3}) \\|");

    private static String doc(String name) throws IOException {
        return Files.readString(Path.of("..", "..", "docs").resolve(name));
    }

    @Test
    void the_picture_of_states_has_every_transition_and_no_other() throws IOException {
        Set<String> drawn = TRANSITION.matcher(doc("concepts.md")).results()
                .map(arrow -> arrow.group(1) + " --> " + arrow.group(2)).collect(Collectors.toCollection(TreeSet::new));
        Set<String> allowed = new TreeSet<>();
        for (JobState from : JobState.values()) {
            from.targets().forEach(to -> allowed.add(from.wire() + " --> " + to.wire()));
        }
        assertThat(drawn).isEqualTo(allowed);
    }

    @Test
    void the_table_of_errors_has_every_code_with_its_status() throws IOException {
        Set<String> told = ERROR_ROW.matcher(doc("reference/errors.md")).results().map(DocsTest::row)
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> codes = Arrays.stream(ErrorCode.values()).map(code -> code.wire() + " " + code.httpStatus())
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(told).isEqualTo(codes);
    }

    private static String row(MatchResult row) {
        return row.group(1) + " " + row.group(2);
    }
}

package dev.longhaul.contract.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class JobStateTest {

    /** From the row to the column: yes or -. */
    private static final String EXPECTED = """
            from/to     queued  dispatched  running  succeeded  failed  cancelled  expired  rejected
            queued      -       yes         -        yes        yes     yes        yes      yes
            dispatched  yes     -           yes      yes        yes     yes        yes      -
            running     yes     -           -        yes        yes     yes        yes      -
            succeeded   -       -           -        -          -       -          -        -
            failed      yes     -           -        -          -       -          -        -
            cancelled   -       -           -        -          -       -          -        -
            expired     -       -           -        -          -       -          -        -
            rejected    -       -           -        -          -       -          -        -
            """;

    static Stream<Arguments> pairs() {
        List<List<String>> table = EXPECTED.lines().map(line -> Arrays.asList(line.split(" +", -1))).toList();
        List<String> header = table.getFirst();
        List<Arguments> pairs = new ArrayList<>();
        for (List<String> row : table.subList(1, table.size())) {
            for (int column = 1; column < header.size(); column++) {
                pairs.add(Arguments.of(JobState.fromWire(row.getFirst()), JobState.fromWire(header.get(column)),
                        "yes".equals(row.get(column))));
            }
        }
        return pairs.stream();
    }

    @Test
    void the_table_has_every_pair() {
        assertThat(pairs().map(pair -> pair.get()[0] + ">" + pair.get()[1]).distinct())
                .hasSize(JobState.values().length * JobState.values().length);
    }

    @ParameterizedTest(name = "{0} to {1}: {2}")
    @MethodSource("pairs")
    void a_state_goes_only_where_the_table_allows(JobState from, JobState to, boolean allowed) {
        assertThat(from.canBecome(to)).isEqualTo(allowed);
        assertThat(from.targets().contains(to)).isEqualTo(allowed);
        assertThat(to.sources().contains(from)).isEqualTo(allowed);
    }

    @Test
    void five_states_are_ends() {
        assertThat(Arrays.stream(JobState.values()).filter(JobState::isTerminal)).containsExactlyInAnyOrder(
                JobState.SUCCEEDED, JobState.FAILED, JobState.CANCELLED, JobState.EXPIRED, JobState.REJECTED);
    }

    @Test
    void whatever_a_caller_does_to_the_targets_leaves_the_table_alone() {
        JobState.QUEUED.targets().clear();

        assertThat(JobState.QUEUED.targets()).isEqualTo(EnumSet.of(JobState.DISPATCHED, JobState.SUCCEEDED,
                JobState.FAILED, JobState.CANCELLED, JobState.EXPIRED, JobState.REJECTED));
    }

    @ParameterizedTest
    @EnumSource
    void a_state_is_read_back_from_its_wire_name(JobState state) {
        assertThat(JobState.fromWire(state.wire())).isEqualTo(state);
        assertThat(state.wire()).matches("[a-z]+");
    }

    @Test
    void an_unknown_or_upper_case_name_is_refused() {
        assertThatIllegalArgumentException().isThrownBy(() -> JobState.fromWire("QUEUED"));
        assertThatIllegalArgumentException().isThrownBy(() -> JobState.fromWire("paused"));
    }
}

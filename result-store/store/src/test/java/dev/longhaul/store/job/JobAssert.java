package dev.longhaul.store.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longhaul.contract.job.JobState;
import dev.longhaul.contract.message.Attempt;
import java.util.Objects;
import org.assertj.core.api.AbstractAssert;

/** Says of a job what tests want to know. */
final class JobAssert extends AbstractAssert<JobAssert, JobRecord> {

    JobAssert(JobRecord actual) {
        super(actual, JobAssert.class);
    }

    JobAssert is(JobState state) {
        assertThat(actual.state()).as("state of %s", actual).isEqualTo(state);
        assertThat(actual.ending() != null).as("has an ending: %s", actual).isEqualTo(state.isTerminal());
        return this;
    }

    JobAssert hasEpoch(int epoch) {
        assertThat(actual.progress().epoch()).as("epoch of %s", actual).isEqualTo(epoch);
        return this;
    }

    JobAssert hasFailed(String code) {
        is(JobState.FAILED);
        assertThat(Objects.requireNonNull(Objects.requireNonNull(actual.ending()).failure()).code()).isEqualTo(code);
        return this;
    }

    /** In any order. */
    JobAssert hasAttempts(Attempt... attempts) {
        assertThat(actual.attempts()).as("attempts of %s", actual).containsExactlyInAnyOrder(attempts);
        return this;
    }

    JobAssert hasAttempts(Attempt.End... ends) {
        assertThat(actual.attempts()).extracting(Attempt::end).as("attempts of %s", actual)
                .containsExactlyInAnyOrder(ends);
        return this;
    }

    JobAssert hasNoAttempts() {
        assertThat(actual.attempts()).isEmpty();
        return this;
    }

    JobAssert isPossiblyBilled(boolean expected) {
        assertThat(actual.possiblyBilled()).as("possibly billed: %s", actual).isEqualTo(expected);
        return this;
    }
}

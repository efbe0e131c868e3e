package dev.longhaul.store.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BatchStatusTest {

    @ParameterizedTest
    @EnumSource
    void an_end_is_told_and_nothing_else_is(BatchStatus status) {
        assertThat(status.event().isPresent()).isEqualTo(status.isTerminal());
        status.event().ifPresent(event -> assertThat(event.wire()).isEqualTo("batch." + status.wire()));
        assertThat(BatchStatus.fromWire(status.wire())).isEqualTo(status);
    }

    @ParameterizedTest
    @EnumSource
    void every_status_leads_to_an_end(BatchStatus status) {
        EnumSet<BatchStatus> reached = EnumSet.of(status);
        boolean grows = true;
        while (grows) {
            EnumSet<BatchStatus> next = EnumSet.copyOf(reached);
            reached.forEach(each -> next.addAll(each.targets()));
            grows = !next.equals(reached);
            reached = next;
        }
        assertThat(reached).anyMatch(BatchStatus::isTerminal);
    }

    @ParameterizedTest
    @EnumSource
    void a_batch_can_be_cancelled_before_its_files_are_written(BatchStatus status) {
        assertThat(status.canBecome(BatchStatus.CANCELLING))
                .isEqualTo(status == BatchStatus.VALIDATING || status == BatchStatus.IN_PROGRESS);
    }
}

package dev.longhaul.resultstore.outcome;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BatchSizeTest {

    private static final int MIB = 1 << 20;

    private final BatchSize size = new BatchSize(1_000);

    @Test
    void a_batch_of_short_messages_ends_at_its_entries() {
        for (int i = 0; i < 99; i++) {
            size.add(10, 5_000);
        }
        assertThat(size.isFull()).isFalse();
        size.add(10, 1);
        assertThat(size.isFull()).isTrue();
    }

    @Test
    void a_batch_of_long_messages_ends_at_their_bytes() {
        for (int i = 0; i < 7; i++) {
            size.add(2, MIB);
        }
        assertThat(size.isFull()).isFalse();
        size.add(2, MIB);
        assertThat(size.isFull()).isTrue();
    }

    @Test
    void messages_without_entries_are_held_too() {
        size.add(0, 16 * MIB);
        assertThat(size.isFull()).isTrue();
    }
}

package dev.longhaul.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LiveHeapTest {

    @Test
    void the_last_line_of_a_histogram_has_all_bytes() {
        assertThat(LiveHeap.parse("""
                31337:
                 num     #instances         #bytes  class name (module)
                -------------------------------------------------------
                   1:          3000        3145728  [B (java.base@25.0.3)
                Total          4000        5242880
                """)).hasValue(5);
        assertThat(LiveHeap.parse("31337:\nOperation not permitted\n")).isEmpty();
    }

    @Test
    void what_is_no_jvm_has_no_heap() throws InterruptedException {
        assertThat(LiveHeap.of(Long.MAX_VALUE)).isEmpty();
    }
}

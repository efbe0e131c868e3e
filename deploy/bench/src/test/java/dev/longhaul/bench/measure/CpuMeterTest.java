package dev.longhaul.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CpuMeterTest {

    private static final long NO_PROCESS = Long.MAX_VALUE;

    @Test
    void only_what_was_used_since_the_start_counts_by_a_thousand_jobs() {
        Map<Long, Duration> clock = new HashMap<>(Map.of(1L, Duration.ofSeconds(50), 2L, Duration.ofSeconds(7)));
        CpuMeter meter = new CpuMeter(List.of(MeasuredProcess.platform("one", 1), MeasuredProcess.simulator(2)),
                pid -> clock.getOrDefault(pid, Duration.ZERO));
        clock.put(1L, Duration.ofSeconds(58));
        clock.put(2L, Duration.ofMillis(7_500));

        List<ProcessUse> uses = meter.read(20_000);

        assertThat(uses).extracting(ProcessUse::name).containsExactly("one", "simulator");
        assertThat(uses).extracting(ProcessUse::cpuSeconds).containsExactly(8.0, 0.5);
        assertThat(uses.getFirst().cpuSecondsPerThousand()).isCloseTo(0.4, within(1e-9));
        assertThat(ProcessUse.perThousandWithoutProvider(uses)).isCloseTo(0.4, within(1e-9));
    }

    @Test
    void this_process_has_cpu_time_and_memory() {
        CpuMeter meter = CpuMeter.start(List.of(MeasuredProcess.driver()));
        assertThat(meter.read(1)).singleElement().satisfies(use -> {
            assertThat(use.cpuSeconds()).isNotNegative();
            assertThat(use.provider()).isFalse();
        });
    }

    @Test
    void a_process_that_is_gone_is_an_error_and_not_zero() {
        assertThatIllegalStateException()
                .isThrownBy(() -> CpuMeter.start(List.of(MeasuredProcess.platform("gone", NO_PROCESS))));
    }

    @Test
    void memory_is_read_from_the_status_of_a_process() {
        List<String> status = List.of("Name:\tjava", "VmPeak:\t 9999999 kB", "VmHWM:\t  512000 kB",
                "VmRSS:\t  256000 kB",
                "Threads:\t41");
        assertThat(MemoryUse.parse(status)).contains(new MemoryUse(250, 500));
        assertThat(MemoryUse.parse(List.of("Name:\tkthreadd"))).isEmpty();
        assertThat(MemoryUse.of(NO_PROCESS)).isEmpty();
    }
}

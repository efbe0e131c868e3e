package dev.longhaul.worker.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SseReaderTest {

    private static final String STREAM = ": keep-alive\r\n\r\ndata: {\"a\":\"caf\u00e9 \uD83D\uDE80\"}\r\n\r\n"
            + "event: x\nid: 1\ndata:{\"b\":1}\n\n\n: comment\ndata: one\ndata: two\n\ndata\rdata: [DONE]\r\r";
    private static final List<String> EVENTS = List.of("{\"a\":\"caf\u00e9 \uD83D\uDE80\"}", "{\"b\":1}", "one\ntwo",
            "[DONE]");

    @Test
    void one_piece_gives_all_events() {
        assertThat(read(STREAM.getBytes(StandardCharsets.UTF_8), STREAM.length() * 2)).isEqualTo(EVENTS);
    }

    @Test
    void single_bytes_give_the_same_events() {
        assertThat(read(STREAM.getBytes(StandardCharsets.UTF_8), 1)).isEqualTo(EVENTS);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void any_cut_gives_the_same_events(long seed) {
        Random random = new Random(seed);
        byte[] bytes = STREAM.getBytes(StandardCharsets.UTF_8);
        for (int round = 0; round < 200; round++) {
            SseReader reader = new SseReader();
            List<String> events = new ArrayList<>();
            int from = 0;
            while (from < bytes.length) {
                int to = Math.min(bytes.length, from + 1 + random.nextInt(12));
                events.addAll(reader.read(Arrays.copyOfRange(bytes, from, to)));
                from = to;
            }
            events.addAll(reader.end());
            assertThat(events).isEqualTo(EVENTS);
        }
    }

    @Test
    void a_last_event_without_its_empty_line_is_not_lost() {
        SseReader reader = new SseReader();

        assertThat(reader.read("data: tail".getBytes(StandardCharsets.UTF_8))).isEmpty();
        assertThat(reader.end()).containsExactly("tail");
        assertThat(reader.end()).isEmpty();
    }

    @Test
    void a_byte_order_mark_is_skipped() {
        assertThat(read("\uFEFFdata: x\n\n".getBytes(StandardCharsets.UTF_8), 2)).containsExactly("x");
    }

    private static List<String> read(byte[] bytes, int size) {
        SseReader reader = new SseReader();
        List<String> events = new ArrayList<>();
        for (int from = 0; from < bytes.length; from += size) {
            events.addAll(reader.read(Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + size))));
        }
        events.addAll(reader.end());
        return events;
    }
}

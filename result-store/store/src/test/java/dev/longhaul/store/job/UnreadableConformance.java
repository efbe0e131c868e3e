package dev.longhaul.store.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longhaul.store.deadletter.LetterFilter;
import dev.longhaul.store.deadletter.UnreadableMessage;
import dev.longhaul.store.deadletter.UnreadableStore;
import dev.longhaul.store.deadletter.UnreadableStore.Fresh;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Messages that nobody could read are kept with their bytes. */
interface UnreadableConformance extends UsesStore {

    private UnreadableStore messages() {
        UnreadableStore messages = new UnreadableStore(store().database, store().clock, StoreFixture.RETENTION);
        messages.createIndexes();
        return messages;
    }

    private static Fresh fresh(int number, String source, String message) {
        return new Fresh("msg_" + number, StoreFixture.NOW.plusSeconds(number), source, "malformed", message,
                ("body " + number).getBytes(StandardCharsets.UTF_8));
    }

    @Test
    default void they_are_grouped_listed_and_read_byte_by_byte() {
        UnreadableStore messages = messages();
        messages.add(List.of(fresh(1, "jobs.batch-3@41", "Not JSON at column 7."),
                fresh(2, "jobs.batch-4@9", "Not JSON at column 12."), fresh(3, "relay.results", "Not JSON.")));
        messages.add(List.of(fresh(2, "jobs.batch-4@9", "Not JSON at column 12.")));

        List<UnreadableStore.Group> groups = messages.groups(LetterFilter.ALL, 10);
        assertThat(groups).extracting(UnreadableStore.Group::count).containsExactly(2L, 1L);
        UnreadableMessage latest = groups.getFirst().latest();
        assertThat(latest.id()).isEqualTo("msg_2");
        assertThat(groups.getFirst().first()).isEqualTo(StoreFixture.NOW.plusSeconds(1));
        assertThat(messages.list(LetterFilter.ALL, null, 2)).extracting(UnreadableMessage::id)
                .containsExactly("msg_3", "msg_2");
        assertThat(messages.list(LetterFilter.ALL, "msg_2", 2)).extracting(UnreadableMessage::id)
                .containsExactly("msg_1");
        assertThat(messages.list(LetterFilter.ofCause(latest.cause()), null, 10)).hasSize(2);
        assertThat(messages.body("msg_2")).get().isEqualTo("body 2".getBytes(StandardCharsets.UTF_8));
        assertThat(latest.bytes()).isEqualTo(6);
    }

    @Test
    default void those_past_their_time_are_swept() {
        UnreadableStore messages = messages();
        messages.add(List.of(fresh(1, "relay.results", "Not JSON."), fresh(2, "relay.results", "Not JSON."),
                fresh(9, "relay.results", "Not JSON.")));
        assertThat(messages.sweep(10)).isZero();

        store().clock.pass(StoreFixture.RETENTION.plusSeconds(2));

        assertThat(messages.sweep(1)).isEqualTo(1);
        assertThat(messages.sweep(10)).isEqualTo(1);
        assertThat(messages.list(LetterFilter.ALL, null, 10)).extracting(UnreadableMessage::id)
                .containsExactly("msg_9");
    }

    @Test
    default void a_filter_that_only_jobs_can_pass_finds_and_discards_none() {
        UnreadableStore messages = messages();
        messages.add(List.of(fresh(1, "relay.results", "Not JSON.")));
        LetterFilter ofTenant = new LetterFilter(List.of(), null, "acme", null, null, null, null, null, null, null,
                null);

        assertThat(messages.groups(ofTenant, 10)).isEmpty();
        assertThat(messages.list(ofTenant, null, 10)).isEmpty();
        assertThat(messages.discard(ofTenant)).isZero();
        assertThat(messages.discard(LetterFilter.ALL)).isEqualTo(1);
        assertThat(messages.find("msg_1")).isEmpty();
    }
}

package dev.longhaul.store.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longhaul.store.key.ApiKeyStore.ApiKeyRecord;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

interface ApiKeyConformance extends UsesStore {

    @Test
    default void a_key_is_found_by_its_hash() {
        Instant now = store().clock.instant();

        store().keys.addIfAbsent("ab12", "key_1", "acme", "laptop");

        assertThat(store().keys.find("ab12")).contains(new ApiKeyRecord("key_1", "acme", "laptop", now, null));
        assertThat(store().keys.find("cd34")).isEmpty();
    }

    @Test
    default void a_key_that_is_there_stays_as_it_is() {
        store().keys.addIfAbsent("ab12", "key_1", "acme", "laptop");
        store().keys.revoke("ab12");
        ApiKeyRecord before = store().keys.find("ab12").orElseThrow();
        store().clock.pass(Duration.ofHours(1));

        store().keys.addIfAbsent("ab12", "key_2", "umbrella", "server");

        assertThat(store().keys.find("ab12")).contains(before);
    }

    @Test
    default void a_key_is_revoked_for_good() {
        store().keys.addIfAbsent("ab12", "key_1", "acme", "laptop");
        Instant revoked = store().clock.instant();

        assertThat(store().keys.revoke("ab12")).isTrue();
        store().clock.pass(Duration.ofHours(1));
        assertThat(store().keys.revoke("ab12")).isTrue();

        assertThat(store().keys.find("ab12").orElseThrow().revokedAt()).as("the first time counts").isEqualTo(revoked);
        assertThat(store().keys.revoke("cd34")).isFalse();
        assertThat(store().keys.find("cd34")).isEmpty();
    }
}

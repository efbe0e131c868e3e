package dev.longhaul.contract.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JobIdTest {

    private static final byte[] SECRET = "a secret of enough bytes".getBytes(StandardCharsets.UTF_8);
    private static final Instant NOW = Instant.parse("2026-03-01T12:34:56.789Z");
    private static final String TEXT = "job_019ca95a8795712380010203040506070a0b0c0d";

    private final JobIds ids = ids(SECRET, NOW, new Random(1));

    private static JobIds ids(byte[] secret, Instant now, RandomGenerator random) {
        return new JobIds(secret, Clock.fixed(now, ZoneOffset.UTC), random);
    }

    @Test
    void an_id_survives_its_text() {
        Random random = new Random(7);
        for (int i = 0; i < 10_000; i++) {
            JobId id = new JobId(random.nextLong(), random.nextLong(), random.nextInt());

            assertThat(id.toString()).hasSize(44).matches("job_[0-9a-f]{40}");
            assertThat(JobId.parse(id.toString())).isEqualTo(id);
        }
    }

    @Test
    void an_id_is_a_uuid_of_version_7_with_the_time_it_was_minted() {
        String text = ids.mint("acme").toString();
        UUID uuid = UUID.fromString(text.substring(4, 36).replaceFirst("(.{8})(.{4})(.{4})(.{4})(.{12})",
                "$1-$2-$3-$4-$5"));

        assertThat(uuid.version()).isEqualTo(7);
        assertThat(uuid.variant()).isEqualTo(2);
        assertThat(JobId.parse(text).mintedAt()).isEqualTo(NOW);
        assertThat(JobId.parse(TEXT).mintedAt()).isEqualTo(Instant.ofEpochMilli(0x019ca95a8795L));
    }

    @Test
    void ids_of_the_same_millisecond_differ() {
        List<JobId> minted = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            minted.add(ids.mint("acme"));
        }

        assertThat(minted).doesNotHaveDuplicates();
    }

    @Test
    void the_siblings_of_an_id_are_always_the_same_and_stand_beside_it() {
        List<JobId> minted = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            minted.add(ids.mint("acme"));
        }
        for (JobId id : minted) {
            List<JobId> siblings = new ArrayList<>();
            for (int number = 1; number <= 15; number++) {
                siblings.add(ids.sibling(id, "acme", number));
            }

            assertThat(siblings).doesNotHaveDuplicates().doesNotContain(id)
                    .allMatch(sibling -> ids.belongsTo(sibling, "acme") && !ids.belongsTo(sibling, "other"))
                    .contains(ids.sibling(id, "acme", 7));
            List<JobId> inOrder = new ArrayList<>(siblings);
            inOrder.add(id);
            Collections.sort(inOrder);
            assertThat(minted).noneMatch(other -> !other.equals(id) && other.compareTo(inOrder.getFirst()) > 0
                    && other.compareTo(inOrder.getLast()) < 0);
        }
        assertThatIllegalArgumentException().isThrownBy(() -> ids.sibling(minted.getFirst(), "acme", 16));
    }

    @Test
    void ids_and_their_texts_stand_in_the_order_of_submission() {
        long millis = NOW.toEpochMilli();
        Random random = new Random(3);
        List<JobId> minted = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            millis += 1 + random.nextInt(100_000);
            minted.add(ids(SECRET, Instant.ofEpochMilli(millis), random).mint("tenant-" + random.nextInt(10)));
        }
        List<JobId> shuffled = new ArrayList<>(minted);
        Collections.shuffle(shuffled, random);

        assertThat(shuffled.stream().sorted()).containsExactlyElementsOf(minted);
        assertThat(shuffled.stream().map(JobId::toString).sorted())
                .containsExactlyElementsOf(minted.stream().map(JobId::toString).toList());
    }

    @Test
    void the_order_of_any_two_ids_is_the_order_of_their_texts() {
        Random random = new Random(11);
        for (int i = 0; i < 10_000; i++) {
            JobId one = new JobId(random.nextLong(), random.nextInt(2), random.nextInt());
            JobId other = new JobId(random.nextBoolean() ? one.high() : random.nextLong(), random.nextInt(2),
                    random.nextInt());

            assertThat(Integer.signum(one.compareTo(other)))
                    .isEqualTo(Integer.signum(one.toString().compareTo(other.toString())));
        }
    }

    @Test
    void an_id_belongs_to_the_tenant_it_was_minted_for_and_to_no_other() {
        JobId id = ids.mint("acme");

        assertThat(ids.belongsTo(id, "acme")).isTrue();
        assertThat(ids.belongsTo(JobId.parse(id.toString()), "acme")).isTrue();
        assertThat(ids.belongsTo(id, "acme2")).isFalse();
        assertThat(ids.belongsTo(id, "")).isFalse();
    }

    @Test
    void all_instances_with_the_same_secret_agree_and_those_with_another_do_not() {
        JobId id = ids.mint("acme");

        assertThat(ids(SECRET.clone(), NOW.plusSeconds(60), new Random(2)).belongsTo(id, "acme")).isTrue();
        assertThat(ids("another secret of enough bytes".getBytes(StandardCharsets.UTF_8), NOW,
                new Random(2)).belongsTo(id, "acme")).isFalse();
    }

    @Test
    void a_made_up_id_belongs_to_nobody() {
        Random random = new Random(5);
        for (int i = 0; i < 10_000; i++) {
            JobId id = ids.mint("acme");
            int bit = random.nextInt(160);
            JobId changed = bit < 64
                    ? new JobId(id.high() ^ 1L << bit, id.low(), id.check())
                    : bit < 128
                            ? new JobId(id.high(), id.low() ^ 1L << (bit - 64), id.check())
                            : new JobId(id.high(), id.low(), id.check() ^ 1 << (bit - 128));

            assertThat(ids.belongsTo(changed, "acme")).isFalse();
        }
    }

    @Test
    void a_secret_of_fewer_than_sixteen_bytes_is_refused() {
        assertThatIllegalArgumentException().isThrownBy(() -> ids(new byte[15], NOW, new Random(1)))
                .withMessageContaining("16 bytes");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "job_", "019ca95a8795712380010203040506070a0b0c0d",
            "job-019ca95a8795712380010203040506070a0b0c0d", "job_019ca95a8795712380010203040506070a0b0c0",
            "job_019ca95a8795712380010203040506070a0b0c0dd", "job_019CA95A8795712380010203040506070A0B0C0D",
            "job_019ca95a8795712380010203040506070a0b0c0g", "job_019ca95a8795712380010203040506070a0b0c0\u0664",
            "JOB_019ca95a8795712380010203040506070a0b0c0d", " job_019ca95a8795712380010203040506070a0b0c0d",
            "job_019ca95a-8795-7123-8001-0203040506070a0b"})
    void any_other_spelling_is_refused(String text) {
        assertThat(JobId.tryParse(text)).isEmpty();
        assertThatIllegalArgumentException().isThrownBy(() -> JobId.parse(text)).withMessageContaining("not a job id");
    }
}

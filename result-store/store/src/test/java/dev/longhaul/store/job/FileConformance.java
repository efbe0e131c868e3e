package dev.longhaul.store.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longhaul.store.file.FileId;
import dev.longhaul.store.file.FilePurpose;
import dev.longhaul.store.file.FileReader;
import dev.longhaul.store.file.FileWriter;
import dev.longhaul.store.file.StoredFile;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.bson.Document;
import org.bson.types.Binary;
import org.junit.jupiter.api.Test;

interface FileConformance extends UsesStore {

    private StoredFile file(String tenant, FilePurpose purpose, byte[] content) {
        store().clock.pass(Duration.ofMillis(1));
        FileWriter writer = store().files.write(tenant);
        writer.write(content);
        return writer.finish(purpose, "in.jsonl", writer.createdAt().plus(Duration.ofDays(3)));
    }

    private static byte[] content(int length) {
        byte[] content = new byte[length];
        new Random(length).nextBytes(content);
        return content;
    }

    private List<Document> parts() {
        return store().database.getCollection("file_parts").find().into(new ArrayList<>());
    }

    @Test
    default void a_file_is_read_as_it_was_written_from_any_byte_on() {
        for (int length : new int[]{0, 1, 1_048_575, 1_048_576, 1_048_577, 2_500_000}) {
            byte[] content = content(length);
            StoredFile file = file("acme", FilePurpose.BATCH, content);

            assertThat(store().files.find("acme", file.id())).contains(file);
            assertThat(file.bytes()).isEqualTo(length);
            for (int offset : new int[]{0, 1, 1_048_575, 1_048_576, 1_048_577, length}) {
                if (offset <= length) {
                    assertThat(read(store().files.read(file, offset))).as("%s from %s", length, offset)
                            .isEqualTo(Arrays.copyOfRange(content, offset, length));
                }
            }
        }
        assertThat(parts()).allSatisfy(
                part -> assertThat(part.get("bytes", Binary.class).length()).isBetween(1, 1_048_576));
    }

    private static byte[] read(FileReader reader) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byte[] buffer = new byte[100_000];
        for (int count = reader.read(buffer, 0, buffer.length); count >= 0; count = reader.read(buffer, 0,
                buffer.length)) {
            all.write(buffer, 0, count);
        }
        return all.toByteArray();
    }

    @Test
    default void a_file_is_there_when_it_is_whole_and_not_before() {
        FileWriter writer = store().files.write("acme");
        writer.write(content(2_500_000));

        assertThat(store().files.find("acme", writer.id())).isEmpty();
        assertThat(store().files.list("acme", null, null, true, 10)).isEmpty();
        assertThat(parts()).hasSize(2);

        writer.discard();
        assertThat(parts()).isEmpty();
    }

    @Test
    default void what_broke_off_is_swept_after_a_day_and_a_file_at_its_end() {
        store().files.write("acme").write(content(1_500_000));
        StoredFile file = file("acme", FilePurpose.BATCH, content(1_500_000));
        store().clock.pass(Duration.ofDays(1));

        assertThat(store().files.sweep(100)).isEqualTo(1);
        assertThat(read(store().files.read(file, 0))).hasSize(1_500_000);

        store().clock.pass(Duration.ofDays(2));
        assertThat(store().files.find("acme", file.id())).isEmpty();
        assertThat(store().files.sweep(100)).as("parts").isZero();
        assertThat(store().database.getCollection("files").countDocuments()).isZero();
        store().clock.pass(Duration.ofHours(1));
        assertThat(store().files.sweep(100)).isEqualTo(2);
        assertThat(parts()).isEmpty();
    }

    @Test
    default void a_file_stays_as_long_as_somebody_needs_it() {
        StoredFile file = file("acme", FilePurpose.BATCH, content(1_500_000));

        assertThat(store().files.keepUntil(file, file.expiresAt().plus(Duration.ofDays(1)))).isTrue();
        store().clock.pass(Duration.ofDays(3));
        assertThat(store().files.sweep(100)).isZero();
        StoredFile kept = store().files.find("acme", file.id()).orElseThrow();
        assertThat(read(store().files.read(kept, 0))).hasSize(1_500_000);
        // never shorter than it was
        assertThat(store().files.keepUntil(kept, store().clock.instant())).isTrue();
        assertThat(store().files.find("acme", file.id())).contains(kept);

        store().files.delete(kept);
        assertThat(store().files.keepUntil(kept, kept.expiresAt().plusSeconds(1))).isFalse();
        assertThat(parts()).isEmpty();
    }

    @Test
    default void a_tenant_lists_its_own_by_purpose_in_either_order_and_page_by_page() {
        StoredFile first = file("acme", FilePurpose.BATCH, content(10));
        StoredFile second = file("acme", FilePurpose.BATCH_OUTPUT, content(10));
        StoredFile third = file("acme", FilePurpose.BATCH, content(10));
        StoredFile foreign = file("other", FilePurpose.BATCH, content(10));

        assertThat(store().files.list("acme", null, null, true, 10)).containsExactly(third, second, first);
        assertThat(store().files.list("acme", null, null, false, 2)).containsExactly(first, second);
        assertThat(store().files.list("acme", null, second.id(), false, 2)).containsExactly(third);
        assertThat(store().files.list("acme", null, second.id(), true, 2)).containsExactly(first);
        assertThat(store().files.list("acme", FilePurpose.BATCH, null, true, 10)).containsExactly(third, first);
        assertThat(store().files.find("acme", foreign.id())).isEmpty();
    }

    @Test
    default void a_file_that_is_begun_again_is_written_over() {
        String id = FileId.of(store().clock.instant(), "batch/output");
        FileWriter dead = store().files.write("acme", id);
        dead.write(content(2_500_000));
        FileWriter next = store().files.write("acme", id);
        next.write(content(1_200_000));

        StoredFile file = next.finish(FilePurpose.BATCH_OUTPUT, "out.jsonl",
                store().clock.instant().plus(Duration.ofDays(2)));

        assertThat(file.id()).isEqualTo(id);
        assertThat(read(store().files.read(file, 0))).isEqualTo(content(1_200_000));
    }
}

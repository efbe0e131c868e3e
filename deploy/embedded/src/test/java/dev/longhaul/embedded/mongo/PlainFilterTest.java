package dev.longhaul.embedded.mongo;

import static org.assertj.core.api.Assertions.assertThat;

import de.bwaldvogel.mongo.backend.DefaultQueryMatcher;
import de.bwaldvogel.mongo.bson.Decimal128;
import de.bwaldvogel.mongo.bson.Document;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PlainFilterTest {

    private static final List<Object> VALUES = List.of("a", "b", "", 1, 1L, 1.0, 2, 2L, -0.0, 0, Long.MAX_VALUE,
            Long.MAX_VALUE - 1, (double) Long.MAX_VALUE, true, false, Decimal128.ONE, Instant.ofEpochMilli(1),
            List.of(), List.of("a"), List.of(1, "b"), new Document(), new Document("a", 1));

    private final SplittableRandom random = new SplittableRandom(23);

    @Test
    void a_plain_filter_matches_what_the_library_says() {
        int plain = 0;
        int matching = 0;
        for (int i = 0; i < 50_000; i++) {
            Document filter = filter();
            Document document = document();
            PlainFilter read = PlainFilter.of(filter);
            Boolean matches = read == null ? null : read.matches(document);
            if (matches != null) {
                plain++;
                matching += matches ? 1 : 0;
                assertThat(matches).as("%s %s", filter, document)
                        .isEqualTo(new DefaultQueryMatcher().matches(document, filter));
            }
        }
        assertThat(plain).isGreaterThan(10_000);
        assertThat(matching).isGreaterThan(1_000);
    }

    private Document filter() {
        Document filter = new Document();
        int conditions = 1 + random.nextInt(2);
        for (int i = 0; i < conditions; i++) {
            filter.put(field(), switch (random.nextInt(4)) {
                case 0 -> new Document("$exists", random.nextBoolean());
                case 1 -> new Document("$in", Arrays.asList(value(), value()));
                default -> value();
            });
        }
        return filter;
    }

    private Document document() {
        Document document = new Document();
        int fields = random.nextInt(4);
        for (int i = 0; i < fields; i++) {
            document.put(field(), value());
        }
        return document;
    }

    private String field() {
        return List.of("x", "y", "z").get(random.nextInt(3));
    }

    private @Nullable Object value() {
        int index = random.nextInt(VALUES.size() + 1);
        return index == 0 ? null : VALUES.get(index - 1);
    }
}

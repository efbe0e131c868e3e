package dev.longhaul.embedded.mongo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import de.bwaldvogel.mongo.bson.BinData;
import de.bwaldvogel.mongo.bson.BsonRegularExpression;
import de.bwaldvogel.mongo.bson.BsonTimestamp;
import de.bwaldvogel.mongo.bson.Decimal128;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.bson.MaxKey;
import de.bwaldvogel.mongo.bson.MinKey;
import de.bwaldvogel.mongo.bson.ObjectId;
import de.bwaldvogel.mongo.wire.bson.BsonEncoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class BsonFieldsTest {

    private static final Document EVERY_TYPE = new Document("_id", "a").append("double", 1.5).append("text", "grüße")
            .append("empty", "").append("document", new Document("inside", new Document("deep", 1)))
            .append("array", List.of(1, "two", new Document("three", 3)))
            .append("binary", new BinData(new byte[]{1, 2}))
            .append("uuid", new UUID(1, 2)).append("objectId", new ObjectId()).append("yes", true)
            .append("date", Instant.ofEpochMilli(5)).append("nothing", null)
            .append("pattern", new BsonRegularExpression("a.*", "i")).append("int", 7)
            .append("timestamp", new BsonTimestamp(Instant.ofEpochSecond(9), 3)).append("long", 8L)
            .append("decimal", Decimal128.ONE).append("least", MinKey.getInstance())
            .append("most", MaxKey.getInstance()).append("", "no name").append("äöü", 1);

    private final SplittableRandom random = new SplittableRandom(17);

    @Test
    void some_fields_of_a_document_are_what_they_are_in_the_whole() {
        byte[] whole = BsonBytes.encode(EVERY_TYPE);
        for (int i = 0; i < 500; i++) {
            Set<String> wanted = some();
            Document expected = EVERY_TYPE.clone();
            expected.keySet().retainAll(wanted);

            assertThat(BsonFields.only(whole, wanted::contains)).isEqualTo(BsonBytes.encode(expected));
        }
        assertThat(BsonFields.only(whole, field -> true)).isEqualTo(whole);
    }

    @Test
    void a_changed_document_is_what_the_library_would_write() {
        byte[] whole = BsonBytes.encode(EVERY_TYPE);
        for (int i = 0; i < 500; i++) {
            Set<String> unset = some();
            Document set = new Document();
            some().forEach(name -> set.put(random.nextBoolean() ? name : "new " + name, random.nextInt()));
            unset.removeAll(set.keySet());
            Document expected = EVERY_TYPE.clone();
            unset.forEach(expected::remove);
            expected.putAll(set);

            Map<String, byte[]> changes = new LinkedHashMap<>();
            unset.forEach(name -> changes.put(name, BsonFields.GONE));
            set.forEach((name, value) -> changes.put(name, BsonFields.element(name, value)));
            assertThat(BsonFields.changed(whole, changes)).isEqualTo(BsonBytes.encode(expected));
        }
    }

    @Test
    void a_document_is_written_and_read_as_the_library_does_it() {
        byte[] written = BsonBytes.encode(EVERY_TYPE);
        assertThat(written).isEqualTo(encodedByLibrary(EVERY_TYPE))
                .isEqualTo(encodedByLibrary(BsonBytes.decode(written)));
        Document comparable = EVERY_TYPE.clone();
        comparable.remove("pattern");
        assertThat(BsonBytes.decode(written, comparable::containsKey)).isEqualTo(comparable);
    }

    private static byte[] encodedByLibrary(Document document) {
        ByteBuf encoded = Unpooled.buffer();
        BsonEncoder.encodeDocument(document, encoded);
        return ByteBufUtil.getBytes(encoded);
    }

    @Test
    void names_that_share_a_place_are_told_apart() {
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < 20_000; i++) {
                Document document = new Document("name" + i, i).append("ä" + i, i);
                assertThat(BsonBytes.decode(BsonBytes.encode(document))).isEqualTo(document);
            }
        }
    }

    @Test
    void bytes_that_are_no_document_are_refused() {
        byte[] whole = BsonBytes.encode(EVERY_TYPE);
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> BsonBytes.decode(cut)).isInstanceOf(RuntimeException.class);
        }
        byte[] longer = whole.clone();
        longer[0]++;
        assertThatThrownBy(() -> BsonBytes.decode(longer)).isInstanceOf(IllegalArgumentException.class);
        byte[] twice = BsonBytes.encode(new Document("a", 1).append("b", 2));
        twice[12] = 'a';
        assertThatThrownBy(() -> BsonBytes.decode(twice)).isInstanceOf(IllegalArgumentException.class);
    }

    private Set<String> some() {
        List<String> names = new ArrayList<>(EVERY_TYPE.keySet());
        names.removeIf(name -> random.nextInt(3) > 0);
        return new HashSet<>(names);
    }
}

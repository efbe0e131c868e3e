package dev.longhaul.store.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.MongoClientSettings;
import com.mongodb.client.model.Updates;
import java.util.List;
import org.bson.BsonDocument;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.junit.jupiter.api.Test;

class UpdateTest {

    private static final Document A = new Document("n", 1);
    private static final Document B = new Document("n", 2);

    @Test
    void it_says_what_the_drivers_builders_say() {
        Update update = new Update().set("state", "running").unset("lost", "paused").rename("hook", "tell")
                .increment("epoch", 1).min("askedAt", 7L).push("past", A).addToSet("attempts", List.of(A, B))
                .pull("others", B);

        assertThat(bson(update)).isEqualTo(bson(Updates.combine(Updates.set("state", "running"),
                Updates.unset("lost"), Updates.unset("paused"), Updates.rename("hook", "tell"),
                Updates.inc("epoch", 1), Updates.min("askedAt", 7L), Updates.push("past", A),
                Updates.addEachToSet("attempts", List.of(A, B)), Updates.pull("others", B))));
    }

    @Test
    void fields_that_come_one_after_the_other_stand_together() {
        Update update = new Update().set(new Document("a", 1).append("b", null)).unset("x").set("c", A).unset("y");

        assertThat(bson(update)).isEqualTo(
                BsonDocument.parse("{$set: {a: 1, b: null, c: {n: 1}}, $unset: {x: '', y: ''}}"));
    }

    @Test
    void of_two_values_of_a_field_the_later_one_stands() {
        assertThat(bson(new Update().set("a", 1).set("a", 2))).isEqualTo(BsonDocument.parse("{$set: {a: 2}}"));
    }

    private static BsonDocument bson(Bson update) {
        return BsonDocument.parse(update
                .toBsonDocument(Document.class, MongoClientSettings.getDefaultCodecRegistry()).toJson());
    }
}

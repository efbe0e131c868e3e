package dev.longhaul.store.experiment;

import dev.longhaul.store.experiment.Experiment.Design;
import dev.longhaul.store.experiment.Experiment.Stopped;
import java.util.Date;
import java.util.List;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/** Between an experiment and its document. Absent fields stand for null. */
final class ExperimentFields {

    static final String ID = "_id";
    static final String TENANT = "tenant";
    static final String REASON = "reason";
    static final String STOPPED_AT = "stoppedAt";

    private ExperimentFields() {}

    static Document document(Experiment experiment) {
        Design design = experiment.design();
        Document document = new Document(ID, experiment.id()).append(TENANT, experiment.tenant())
                .append("name", design.name()).append("mode", design.mode().wire())
                .append("variants", design.variants().stream().map(ExperimentFields::document).toList())
                .append("sample", design.sample()).append("createdAt", Date.from(experiment.createdAt()));
        put(document, "bucketBy", design.bucketBy());
        put(document, "maxCost", design.maxNanoDollars());
        return document;
    }

    private static Document document(Variant variant) {
        Document document = new Document("name", variant.name()).append("model", variant.model())
                .append("weight", variant.weight());
        put(document, "parameters", variant.parameters());
        put(document, "system", variant.system());
        return document;
    }

    static Experiment experiment(Document document) {
        String reason = document.getString(REASON);
        String mode = document.getString("mode");
        List<Variant> variants = document.getList("variants", Document.class).stream().map(ExperimentFields::variant)
                .toList();
        Design design = new Design(document.getString("name"),
                Mode.fromWire(mode).orElseThrow(() -> new IllegalArgumentException("no such mode: " + mode)), variants,
                document.getDouble("sample"), document.getString("bucketBy"), document.getLong("maxCost"));
        return new Experiment(document.getString(ID), document.getString(TENANT), design,
                document.getDate("createdAt").toInstant(),
                reason == null
                        ? null
                        : new Stopped(document.getDate(STOPPED_AT).toInstant(), StopReason.fromWire(reason)));
    }

    private static Variant variant(Document document) {
        return new Variant(document.getString("name"), document.getString("model"),
                document.getString("parameters"), document.getString("system"), document.getInteger("weight"));
    }

    private static void put(Document document, String field, @Nullable Object value) {
        if (value != null) {
            document.append(field, value);
        }
    }
}

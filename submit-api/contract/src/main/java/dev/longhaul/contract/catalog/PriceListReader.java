package dev.longhaul.contract.catalog;

import java.util.List;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.ValueDeserializer;

/** Reads one price or a list of them. Jackson's own way would name a fault in a single one as in a list's first. */
final class PriceListReader extends ValueDeserializer<PriceList> {

    @Override
    public PriceList deserialize(JsonParser parser, DeserializationContext context) {
        if (parser.isExpectedStartArrayToken()) {
            JavaType list = context.getTypeFactory().constructCollectionType(List.class, Price.class);
            return new PriceList(context.readValue(parser, list));
        }
        return new PriceList(List.of(context.readValue(parser, Price.class)));
    }
}

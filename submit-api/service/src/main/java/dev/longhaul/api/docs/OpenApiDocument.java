package dev.longhaul.api.docs;

import io.swagger.v3.core.util.Yaml31;
import io.swagger.v3.oas.models.OpenAPI;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import org.springdoc.core.customizers.OpenApiCustomizer;

/**
 * The OpenAPI document is written by hand, in {@code openapi.yaml} beside this class, because bodies are read from
 * their bytes and no signature tells of them; it takes the place of what springdoc finds in the controllers. A test
 * holds it against the routes.
 */
public final class OpenApiDocument implements OpenApiCustomizer {

    private static final String FILE = "openapi.yaml";

    @Override
    public void customise(OpenAPI found) {
        OpenAPI written = read();
        found.info(written.getInfo()).paths(written.getPaths()).components(written.getComponents())
                .security(written.getSecurity()).tags(written.getTags());
    }

    private static OpenAPI read() {
        try (InputStream in = Objects.requireNonNull(OpenApiDocument.class.getResourceAsStream(FILE), FILE)) {
            return Yaml31.mapper().readValue(in, OpenAPI.class);
        } catch (IOException e) {
            throw new UncheckedIOException("the OpenAPI document in this jar cannot be read", e);
        }
    }
}

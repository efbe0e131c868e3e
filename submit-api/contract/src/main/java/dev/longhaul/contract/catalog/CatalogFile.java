package dev.longhaul.contract.catalog;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Reads {@code catalog.yaml} and refuses one that could not be served, with all its faults at once. */
public final class CatalogFile {

    private static final YAMLMapper MAPPER = YAMLMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            // a number that is left out is 0, which the records replace by its default
            .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES).build();

    private CatalogFile() {}

    /**
     * @throws InvalidCatalogException
     *             when the file is missing, is not YAML, or does not describe a catalogue
     */
    public static Catalog read(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return read(in, file.toString());
        } catch (IOException e) {
            throw new InvalidCatalogException(file.toString(),
                    List.of("cannot be read (" + e.getMessage() + "): set longhaul.catalog to an existing file"), e);
        }
    }

    /**
     * @param name
     *            what to call the source in errors
     * @throws InvalidCatalogException
     *             as {@link #read(Path)}
     */
    public static Catalog read(InputStream in, String name) {
        Catalog catalog;
        try {
            catalog = MAPPER.readValue(in, Catalog.class);
        } catch (JacksonException e) {
            String path = e.getPathReference();
            throw new InvalidCatalogException(name, List.of((path.isEmpty() ? "" : path + ": ") + e.getOriginalMessage()
                    + (e.getLocation() == null ? "" : " (line " + e.getLocation().getLineNr() + ")")), e);
        }
        if (catalog == null) {
            throw new InvalidCatalogException(name, List.of("is empty: it needs version, providers and models"), null);
        }
        List<String> faults = CatalogRules.faults(catalog);
        if (!faults.isEmpty()) {
            throw new InvalidCatalogException(name, faults, null);
        }
        return catalog;
    }
}

package dev.longhaul.contract.catalog;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Reads {@code catalog.yaml} and refuses one that could not be served, with all its faults at once. */
public final class CatalogFile {

    private static final YAMLMapper MAPPER = YAMLMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            // what is missing is told by the rules, with the remedy
            .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            // of a key that is there twice, the first would be lost without a word
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .changeDefaultNullHandling(nulls -> JsonSetter.Value.forContentNulls(Nulls.FAIL)).build();

    private CatalogFile() {}

    /**
     * @throws InvalidCatalogException
     *             when the file is missing, is not YAML, or does not describe a catalogue
     */
    public static Catalog read(Path file) {
        byte[] yaml;
        try {
            yaml = Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw new InvalidCatalogException(file.toString(),
                    List.of("does not exist: set longhaul.catalog to an existing file"), e);
        } catch (IOException e) {
            throw new InvalidCatalogException(file.toString(),
                    List.of("cannot be read (" + e + "): set longhaul.catalog to a readable file"), e);
        }
        return read(new ByteArrayInputStream(yaml), file.toString());
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
            throw new InvalidCatalogException(name, List.of(ReadFault.sentence(e)), e);
        }
        if (catalog == null) {
            throw new InvalidCatalogException(name, List.of(ReadFault.NO_CATALOGUE), null);
        }
        List<String> faults = CatalogRules.faults(catalog);
        if (!faults.isEmpty()) {
            throw new InvalidCatalogException(name, faults, null);
        }
        return catalog;
    }
}

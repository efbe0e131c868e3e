package dev.longhaul.contract.catalog;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A catalogue that cannot be served: its message names the file and, for every fault, the key and the remedy. */
public final class InvalidCatalogException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    InvalidCatalogException(String file, List<String> faults, @Nullable Throwable cause) {
        super(file + " " + String.join("; ", faults), cause);
    }
}

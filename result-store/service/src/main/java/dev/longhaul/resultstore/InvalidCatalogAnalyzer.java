package dev.longhaul.resultstore;

import dev.longhaul.contract.catalog.InvalidCatalogException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Shows the sentence that says what to correct in the catalogue, where a stack trace would stand. */
final class InvalidCatalogAnalyzer extends AbstractFailureAnalyzer<InvalidCatalogException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, InvalidCatalogException cause) {
        return new FailureAnalysis("The result-store cannot start: longhaul.catalog: " + cause.getMessage(), null,
                cause);
    }
}

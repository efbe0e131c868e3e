package dev.longhaul.worker;

import dev.longhaul.contract.catalog.InvalidCatalogException;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;

/** Shows the sentence that says what to correct instead of a stack trace. */
final class StartFailureAnalyzer implements FailureAnalyzer {

    @Override
    public @Nullable FailureAnalysis analyze(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof InvalidSettingsException || cause instanceof InvalidCatalogException) {
                return new FailureAnalysis("The relay worker cannot start: " + cause.getMessage(), null, failure);
            }
        }
        return null;
    }
}

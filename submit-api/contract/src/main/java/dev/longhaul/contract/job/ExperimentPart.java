package dev.longhaul.contract.job;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The part that a job has in an experiment.
 *
 * @param id
 *            of the experiment
 * @param variant
 *            the name of the one whose model and parameters the job has
 * @param shadowOf
 *            the client's job whose prompt it runs too; null for one that is the client's own
 */
public record ExperimentPart(String id, String variant, @Nullable JobId shadowOf) {

    public ExperimentPart {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(variant, "variant");
    }
}

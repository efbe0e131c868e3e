package dev.longhaul.contract.plan;

import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Where a tenant's jobs may go. Both lists are sorted and without repeats.
 *
 * @param providers
 *            the catalogue's names of those that may be called; null for all
 * @param regions
 *            of the workers that may have its jobs, and of those providers of which the catalogue states one; null for
 *            all
 */
public record Allowed(@Nullable List<String> providers, @Nullable List<String> regions) {

    /** The form of a region's name. */
    public static final String REGION = "[A-Za-z0-9][A-Za-z0-9._-]{0,63}";
    /** The same for people. */
    public static final String REGION_FORM = "1 to 64 letters, digits, dots, dashes and underscores, the first a letter "
            + "or digit";

    public static final Allowed ALL = new Allowed(null, null);

    public Allowed {
        providers = providers == null ? null : List.copyOf(new TreeSet<>(providers));
        regions = regions == null ? null : List.copyOf(new TreeSet<>(regions));
    }

    public boolean provider(String name) {
        return providers == null || providers.contains(name);
    }

    /** A worker that does not say where it is may be anywhere. */
    public boolean region(@Nullable String name) {
        return regions == null || (name != null && regions.contains(name));
    }
}

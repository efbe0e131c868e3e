package dev.longhaul.api.request;

import dev.longhaul.api.error.ApiException;
import dev.longhaul.contract.plan.Allowed;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonToken;

/** Reads the lists of a plan that say where jobs may go. Null is everywhere, and an empty list would be nowhere. */
final class PlaceNames {

    private static final int MOST = 100;

    private final Set<String> known;

    /**
     * @param known
     *            the catalogue's providers
     */
    PlaceNames(Set<String> known) {
        this.known = new TreeSet<>(known);
    }

    @Nullable
    List<String> providers(JsonCursor at) {
        return names(at, "name the providers that may be called, or leave it out to allow all", name -> {
            if (!known.contains(name)) {
                throw at.invalid("is '" + name + "', which is not among the catalogue's providers " + known
                        + ": correct the name or add the provider");
            }
        });
    }

    @Nullable
    List<String> regions(JsonCursor at) {
        return names(at, "name the regions in which jobs may run, or leave it out to allow all", name -> {
            if (!name.matches(Allowed.REGION)) {
                throw at.invalid("must be a region as workers state it: " + Allowed.REGION_FORM);
            }
        });
    }

    private static @Nullable List<String> names(JsonCursor at, String remedy, Consumer<String> check) {
        if (at.token() == JsonToken.VALUE_NULL) {
            return null;
        }
        if (at.token() != JsonToken.START_ARRAY) {
            throw at.invalid("must be a list: " + remedy);
        }
        List<String> names = new ArrayList<>();
        ApiException fault = null;
        // to the end of the list in any case, because the fields behind it are checked too
        while (at.next() != JsonToken.END_ARRAY) {
            try {
                Check.STRING.check(at);
                check.accept(at.text());
                names.add(at.text());
            } catch (ApiException e) {
                fault = fault == null ? e : fault;
                at.skip();
            }
        }
        if (fault != null) {
            throw fault;
        }
        if (names.isEmpty() || names.size() > MOST) {
            throw at.invalid("must have 1 to " + MOST + " names: " + remedy);
        }
        return names;
    }
}

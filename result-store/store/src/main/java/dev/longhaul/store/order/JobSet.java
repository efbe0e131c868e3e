package dev.longhaul.store.order;

import org.jspecify.annotations.Nullable;

/**
 * Jobs about which something is ordered together: all of a tenant, or those of one of its batches.
 *
 * @param batch
 *            null for all jobs of the tenant, also those of its batches
 */
public record JobSet(String tenant, @Nullable String batch) {

    public static JobSet ofTenant(String tenant) {
        return new JobSet(tenant, null);
    }

    public boolean contains(String jobsTenant, @Nullable String jobsBatch) {
        return tenant.equals(jobsTenant) && (batch == null || batch.equals(jobsBatch));
    }

    @Override
    public String toString() {
        return batch == null ? "all jobs of tenant " + tenant : "batch " + batch + " of tenant " + tenant;
    }
}

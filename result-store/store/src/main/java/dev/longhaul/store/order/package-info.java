/** What was ordered about jobs that wait: standing orders for all jobs of a tenant or of a batch. */
@NullMarked
package dev.longhaul.store.order;

import org.jspecify.annotations.NullMarked;

/** {@code /admin/audit}: what administrators did. */
@NullMarked
package dev.longhaul.api.audit;

import org.jspecify.annotations.NullMarked;

/** What a tenant has used, and what it cost. */
@NullMarked
package dev.longhaul.api.usage;

import org.jspecify.annotations.NullMarked;

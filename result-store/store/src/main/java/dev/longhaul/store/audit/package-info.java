/** What administrators did, and why. */
@NullMarked
package dev.longhaul.store.audit;

import org.jspecify.annotations.NullMarked;

@NullMarked
package dev.longhaul.store.idempotency;

import org.jspecify.annotations.NullMarked;

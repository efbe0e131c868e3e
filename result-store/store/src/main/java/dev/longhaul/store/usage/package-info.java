@NullMarked
package dev.longhaul.store.usage;

import org.jspecify.annotations.NullMarked;

@NullMarked
package dev.longhaul.store.key;

import org.jspecify.annotations.NullMarked;

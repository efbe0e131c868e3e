@NullMarked
package dev.longhaul.store.providerkey;

import org.jspecify.annotations.NullMarked;

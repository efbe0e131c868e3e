@NullMarked
package dev.longhaul.store.plan;

import org.jspecify.annotations.NullMarked;

@NullMarked
package dev.longhaul.store.job;

import org.jspecify.annotations.NullMarked;

@NullMarked
package dev.longhaul.resultstore.outcome;

import org.jspecify.annotations.NullMarked;

@NullMarked
package dev.longhaul.resultstore.retention;

import org.jspecify.annotations.NullMarked;

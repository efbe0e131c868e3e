@NullMarked
package dev.longhaul.resultstore.webhook;

import org.jspecify.annotations.NullMarked;

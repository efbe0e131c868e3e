/** The platform that is measured: one that runs already, or one that the bench starts in processes of their own. */
@NullMarked
package dev.longhaul.bench.platform;

import org.jspecify.annotations.NullMarked;

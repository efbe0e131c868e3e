/** Experiments: which jobs take part as which variant, and what came of it. */
@NullMarked
package dev.longhaul.api.experiment;

import org.jspecify.annotations.NullMarked;

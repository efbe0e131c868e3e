/** From a submission to a job in the log. */
@NullMarked
package dev.longhaul.api.submit;

import org.jspecify.annotations.NullMarked;

/** A running submit-api on embedded servers, and a dispatcher and worker small enough to be scripted by a test. */
@NullMarked
package dev.longhaul.api.testing;

import org.jspecify.annotations.NullMarked;

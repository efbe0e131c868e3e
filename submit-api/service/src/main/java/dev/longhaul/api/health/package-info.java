/** What this service needs, and whether it is there. */
@NullMarked
package dev.longhaul.api.health;

import org.jspecify.annotations.NullMarked;

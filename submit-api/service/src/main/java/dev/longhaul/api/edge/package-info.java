/** Flood protection: how many requests of one key and of one address are let in. */
@NullMarked
package dev.longhaul.api.edge;

import org.jspecify.annotations.NullMarked;

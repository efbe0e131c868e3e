/** The record: the only module that knows MongoDB. */
@NullMarked
package dev.longhaul.store;

import org.jspecify.annotations.NullMarked;

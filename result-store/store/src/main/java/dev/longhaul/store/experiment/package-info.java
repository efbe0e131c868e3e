/** The record of experiments: which variants of a job are compared, and whether they still are. */
@NullMarked
package dev.longhaul.store.experiment;

import org.jspecify.annotations.NullMarked;

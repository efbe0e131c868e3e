/** {@code longhaul batch}: large prompt sets, resumable. */
@NullMarked
package dev.longhaul.client.cli.batch;

import org.jspecify.annotations.NullMarked;

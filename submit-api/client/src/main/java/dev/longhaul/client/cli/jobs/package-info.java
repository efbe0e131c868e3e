/** {@code longhaul jobs}: single jobs. */
@NullMarked
package dev.longhaul.client.cli.jobs;

import org.jspecify.annotations.NullMarked;

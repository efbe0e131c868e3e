/** Shows on standard error how a batch run goes. */
@NullMarked
package dev.longhaul.client.cli.batch.progress;

import org.jspecify.annotations.NullMarked;

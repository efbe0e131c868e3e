/** The prompt file of a batch run: its lines, read without ever holding the whole, and the requests made of them. */
@NullMarked
package dev.longhaul.client.cli.batch.input;

import org.jspecify.annotations.NullMarked;

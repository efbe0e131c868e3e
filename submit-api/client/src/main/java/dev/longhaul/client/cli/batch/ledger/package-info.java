/** What a batch run keeps on disk: its results and, beside them, its journal. */
@NullMarked
package dev.longhaul.client.cli.batch.ledger;

import org.jspecify.annotations.NullMarked;

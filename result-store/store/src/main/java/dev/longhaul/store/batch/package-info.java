/** Batches: what each is to do, how far it has come, and which of its lines were refused. */
@NullMarked
package dev.longhaul.store.batch;

import org.jspecify.annotations.NullMarked;

/** Replays of dead letters: what each is to do, and how far it has come. */
@NullMarked
package dev.longhaul.store.replay;

import org.jspecify.annotations.NullMarked;

/** The worker's private key, and the providers' keys that only it can read. */
@NullMarked
package dev.longhaul.worker.vault;

import org.jspecify.annotations.NullMarked;

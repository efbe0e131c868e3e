/** What a provider is to the rest of the worker: an adapter that is called and how a call can end. */
@NullMarked
package dev.longhaul.worker.provider;

import org.jspecify.annotations.NullMarked;

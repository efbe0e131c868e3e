/** Providers that speak Anthropic's Messages API. */
@NullMarked
package dev.longhaul.worker.anthropic;

import org.jspecify.annotations.NullMarked;

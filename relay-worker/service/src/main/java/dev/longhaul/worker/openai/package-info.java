/** Providers that speak OpenAI's chat completions. */
@NullMarked
package dev.longhaul.worker.openai;

import org.jspecify.annotations.NullMarked;

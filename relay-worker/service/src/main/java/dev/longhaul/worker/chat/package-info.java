/** OpenAI's chat requests as types, and the chunks of its answers, for dialects that put them in other words. */
@NullMarked
package dev.longhaul.worker.chat;

import org.jspecify.annotations.NullMarked;

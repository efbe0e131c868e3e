/** The OpenAI-compatible chat endpoint. */
@NullMarked
package dev.longhaul.api.chat;

import org.jspecify.annotations.NullMarked;

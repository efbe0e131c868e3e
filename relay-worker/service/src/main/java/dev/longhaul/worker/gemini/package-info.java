/** Google's Gemini API: {@code generateContent} in place of OpenAI's chat completions. */
@NullMarked
package dev.longhaul.worker.gemini;

import org.jspecify.annotations.NullMarked;

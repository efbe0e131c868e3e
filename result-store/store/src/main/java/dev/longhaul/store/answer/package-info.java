/** The dedupe cache's shared part: which job has the answer to a request. */
@NullMarked
package dev.longhaul.store.answer;

import org.jspecify.annotations.NullMarked;

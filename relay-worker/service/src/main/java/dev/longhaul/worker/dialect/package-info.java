/** What a dialect is: how a request is put, and how answers, streams and errors are read into OpenAI's form. */
@NullMarked
package dev.longhaul.worker.dialect;

import org.jspecify.annotations.NullMarked;

/** What the tests run the dispatcher with: servers, the result-store, a worker and a source of jobs. */
@NullMarked
package dev.longhaul.dispatcher.platform;

import org.jspecify.annotations.NullMarked;

/** What all endpoints share of HTTP: request ids, bodies, the connection. */
@NullMarked
package dev.longhaul.api.http;

import org.jspecify.annotations.NullMarked;

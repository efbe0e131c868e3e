/** The Java client of Longhaul's HTTP API. Start at {@link dev.longhaul.client.LonghaulClient}. */
@NullMarked
package dev.longhaul.client;

import org.jspecify.annotations.NullMarked;

/** Answers that come back over AMQP. */
@NullMarked
package dev.longhaul.api.reply;

import org.jspecify.annotations.NullMarked;

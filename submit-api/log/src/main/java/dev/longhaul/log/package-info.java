/** The Kafka log that the domestic services share: its topics, job events, dead letters and health. */
@NullMarked
package dev.longhaul.log;

import org.jspecify.annotations.NullMarked;

/** Takes accepted jobs from Kafka, records them, decides which goes next, and hands them to the relay workers. */
@NullMarked
package dev.longhaul.dispatcher;

import org.jspecify.annotations.NullMarked;

/**
 * The engine under the embedded MongoDB-protocol server: mongo-java-server's protocol, commands and matcher over a
 * store, secondary indexes, a planner and a group commit of our own. The library's own back ends ignore non-unique
 * indexes, write several maps for one document, change stored documents in place, and answer before a write is on disk.
 */
@NullMarked
package dev.longhaul.embedded.mongo;

import org.jspecify.annotations.NullMarked;

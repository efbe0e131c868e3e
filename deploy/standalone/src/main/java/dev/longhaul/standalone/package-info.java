/** All of Longhaul in one JVM: each service in its own Spring context, on embedded servers that keep their data. */
@NullMarked
package dev.longhaul.standalone;

import org.jspecify.annotations.NullMarked;

/** Whether the promises hold while services are killed. */
@NullMarked
package dev.longhaul.bench.kill;

import org.jspecify.annotations.NullMarked;

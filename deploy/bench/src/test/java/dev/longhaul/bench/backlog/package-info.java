@NullMarked
package dev.longhaul.bench.backlog;

import org.jspecify.annotations.NullMarked;

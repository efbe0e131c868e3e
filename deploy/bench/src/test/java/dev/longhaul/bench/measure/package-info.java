@NullMarked
package dev.longhaul.bench.measure;

import org.jspecify.annotations.NullMarked;

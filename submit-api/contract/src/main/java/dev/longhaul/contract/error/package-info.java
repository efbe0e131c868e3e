@NullMarked
package dev.longhaul.contract.error;

import org.jspecify.annotations.NullMarked;

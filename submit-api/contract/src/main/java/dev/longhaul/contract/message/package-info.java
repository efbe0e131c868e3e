@NullMarked
package dev.longhaul.contract.message;

import org.jspecify.annotations.NullMarked;

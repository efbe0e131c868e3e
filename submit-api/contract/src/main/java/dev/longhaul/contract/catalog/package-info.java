@NullMarked
package dev.longhaul.contract.catalog;

import org.jspecify.annotations.NullMarked;

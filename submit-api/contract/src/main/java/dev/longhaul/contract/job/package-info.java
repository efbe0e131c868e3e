@NullMarked
package dev.longhaul.contract.job;

import org.jspecify.annotations.NullMarked;

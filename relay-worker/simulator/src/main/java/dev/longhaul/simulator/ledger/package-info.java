@NullMarked
package dev.longhaul.simulator.ledger;

import org.jspecify.annotations.NullMarked;

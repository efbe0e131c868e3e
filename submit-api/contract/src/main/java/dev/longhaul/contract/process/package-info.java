/** What a service's process does when it cannot do its work any more. */
@NullMarked
package dev.longhaul.contract.process;

import org.jspecify.annotations.NullMarked;

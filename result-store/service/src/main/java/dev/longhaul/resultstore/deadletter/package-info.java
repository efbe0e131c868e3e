/** Works through the replays of dead letters that administrators have created. */
@NullMarked
package dev.longhaul.resultstore.deadletter;

import org.jspecify.annotations.NullMarked;

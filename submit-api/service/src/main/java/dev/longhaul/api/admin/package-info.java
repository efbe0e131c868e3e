@NullMarked
package dev.longhaul.api.admin;

import org.jspecify.annotations.NullMarked;

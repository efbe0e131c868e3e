/** Orders about jobs that wait: pause, resume, priority and cancel, of one job, a batch or a tenant. */
@NullMarked
package dev.longhaul.api.order;

import org.jspecify.annotations.NullMarked;

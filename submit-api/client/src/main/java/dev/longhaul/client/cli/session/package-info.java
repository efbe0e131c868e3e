/** What every command shares: settings, streams, the client, exit codes. */
@NullMarked
package dev.longhaul.client.cli.session;

import org.jspecify.annotations.NullMarked;

package dev.longhaul.client.cli.dlq;

import dev.longhaul.client.cli.session.UserErrorException;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ObjectNode;

/** Which dead letters something is to be done with; never all of them by leaving something out. */
final class WhichOptions {

    @Mixin
    private final FilterOptions filter = new FilterOptions();

    @Parameters(arity = "0..*", paramLabel = "ID", description = "only these jobs")
    private List<String> ids = List.of();

    @Option(names = "--all", description = "all dead letters, when neither ids nor a filter are given")
    private boolean all;

    /** As the API's object. */
    ObjectNode filter() {
        ObjectNode which = filter.asJson(ids);
        if (which.isEmpty() && !all) {
            throw new UserErrorException("Which dead letters? Give ids or a filter, or say --all.");
        }
        return which;
    }
}

package dev.longhaul.standalone;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** The block that greets whoever has started a standalone: where it is, the key, what to try. */
final class Welcome {

    private Welcome() {}

    static String text(Standalone standalone, StandaloneOptions options, Duration took) {
        List<String> simulated = standalone.simulatedProviders();
        String providers = simulated.isEmpty()
                ? "real: every provider of the catalogue has its key"
                : String.join(", ", simulated) + " simulated at " + standalone.simulatorUrl() + " (after "
                        + options.simulatorLatency().toMillis()
                        + " ms), because the environment has no key; set OPENAI_API_KEY to call OpenAI";
        return String.format(Locale.ROOT, """

                Longhaul is up after %.1f s.

                  API        %s/v1      (API docs: %s/docs)
                  demo key   %s
                  admin key  %s
                  providers  %s
                  models     %s
                  data       %s
                  health     %s

                Try:
                  export LONGHAUL_URL=%s LONGHAUL_API_KEY=%s
                  curl -s $LONGHAUL_URL/v1/chat/completions -H "Authorization: Bearer $LONGHAUL_API_KEY" \\
                       -H 'Content-Type: application/json' \\
                       -d '{"model":"gpt-5.4-nano","messages":[{"role":"user","content":"Hello"}]}'

                Ctrl-C stops it; what is accepted goes on after the next start.
                """, took.toMillis() / 1000.0, standalone.url(), standalone.url(), standalone.apiKey(),
                standalone.adminKey(), providers,
                standalone.catalogFile().toAbsolutePath(), options.data().toAbsolutePath(), health(standalone),
                standalone.url(),
                standalone.apiKey());
    }

    private static String health(Standalone standalone) {
        return standalone.healthPorts().entrySet().stream().sorted(Map.Entry.comparingByValue())
                .map(service -> "http://127.0.0.1:" + service.getValue() + "/actuator/health  (" + service.getKey()
                        + ")")
                .collect(Collectors.joining("\n             "));
    }
}

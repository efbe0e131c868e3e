package dev.longhaul.worker.dialect;

import static org.awaitility.Awaitility.await;

import dev.longhaul.contract.catalog.Catalog.Timeouts;
import dev.longhaul.contract.job.CallTimeouts;
import dev.longhaul.simulator.Simulator;
import dev.longhaul.simulator.config.SimulatorConfig;
import dev.longhaul.worker.Jobs;
import dev.longhaul.worker.http.EventLoops;
import dev.longhaul.worker.http.HttpTransport;
import dev.longhaul.worker.openai.OpenAiDialect;
import dev.longhaul.worker.provider.AttemptResult;
import dev.longhaul.worker.provider.ProviderCall;
import dev.longhaul.worker.provider.ProviderKey;
import dev.longhaul.worker.stop.StopSignal;
import io.vertx.core.buffer.Buffer;
import java.lang.ref.WeakReference;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DialectAdapterTest {

    private final Simulator simulator = Simulator.start(SimulatorConfig.defaults());
    private final URI baseUrl = URI.create(simulator.baseUrl() + "/v1");
    private final EventLoops loops = new EventLoops(1);
    private final HttpTransport transport = new HttpTransport(loops, baseUrl, new Timeouts(5, 100, 100, 100), 1_000,
            1_000_000);
    private final Watched dialect = new Watched();
    private final DialectAdapter adapter = new DialectAdapter(dialect, transport, baseUrl, Clock.systemUTC());
    private final StopSignal stop = new StopSignal();
    private int waiting;

    @AfterEach
    void close() {
        stop.ask(StopSignal.Reason.CANCELLED);
        transport.close();
        loops.close();
        simulator.close();
    }

    /** Once the code is compiled: until then Java keeps alive whatever a method has been given. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void a_request_is_let_go_while_its_answer_is_waited_for(boolean stream) {
        await().atMost(Duration.ofSeconds(60)).until(() -> {
            for (int i = 0; i < 300; i++) {
                call("Hurry", stream);
            }
            Thread.ofVirtual().start(() -> call("[[sim:slow=90000]] Take your time", stream));
            waiting++;
            await().until(() -> simulator.ledger().inFlight() == waiting);
            System.gc();
            return dialect.body.refersTo(null);
        });
    }

    private AttemptResult call(String prompt, boolean stream) {
        return adapter.call(new ProviderCall(Jobs.aJob().build().id(), 1, 1, "m", Jobs.request(prompt), stream,
                CallTimeouts.NONE), new ProviderKey("test", "test-key", 1), chunks -> {
                }, stop);
    }

    /** Remembers the latest request as long as somebody else does. */
    private static final class Watched extends OpenAiDialect {

        private volatile WeakReference<Buffer> body = new WeakReference<>(null);

        @Override
        public Translation request(ProviderCall call) {
            Translation made = super.request(call);
            body = new WeakReference<>(((Translation.Ready) made).body());
            return made;
        }
    }
}

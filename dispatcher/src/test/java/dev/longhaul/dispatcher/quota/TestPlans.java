package dev.longhaul.dispatcher.quota;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import dev.longhaul.contract.plan.TenantPlan;
import dev.longhaul.dispatcher.platform.Servers;
import dev.longhaul.store.plan.PlanStore;
import dev.longhaul.store.plan.Plans;
import java.time.Clock;

/** Plans in a database of their own. */
public final class TestPlans implements AutoCloseable {

    private final MongoClient mongo;
    private final PlanStore store;
    private final Plans plans;

    public TestPlans() {
        Servers servers = Servers.shared();
        mongo = MongoClients.create(servers.mongo());
        store = new PlanStore(mongo.getDatabase(servers.database()), Clock.systemUTC());
        plans = new Plans(store);
    }

    public Plans plans() {
        return plans;
    }

    /** Gives a tenant a plan, which is in force at once. */
    public TestPlans with(String tenant, TenantPlan plan) {
        store.put(tenant, plan, null, "test", "a test");
        plans.refresh();
        return this;
    }

    @Override
    public void close() {
        mongo.close();
    }
}

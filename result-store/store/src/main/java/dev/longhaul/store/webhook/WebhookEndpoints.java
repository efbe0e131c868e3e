package dev.longhaul.store.webhook;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.IndexModel;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.ReturnDocument;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.Updates;
import dev.longhaul.contract.webhook.EventType;
import dev.longhaul.store.StoreCall;
import dev.longhaul.store.webhook.SigningSecret.Revealed;
import dev.longhaul.store.webhook.WebhookEndpoint.Reason;
import dev.longhaul.store.webhook.WebhookEndpoint.Settings;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/** The endpoints of all tenants. One document each. Thread-safe. */
public final class WebhookEndpoints {

    /** Of one tenant. */
    public static final int MOST = 50;

    private static final String PREFIX = "whe_";
    private static final String ID = "_id";
    private static final String TENANT = "tenant";
    private static final String NAME = "name";
    private static final String URL = "url";
    private static final String TYPES = "types";
    private static final String FULL = "full";
    private static final String ASYMMETRIC = "asymmetric";
    private static final String SECRET = "secret";
    private static final String CREATED_AT = "createdAt";
    private static final String UPDATED_AT = "updatedAt";
    private static final String FAILING_SINCE = "failingSince";
    private static final String DISABLED_AT = "disabledAt";
    private static final String DISABLED_FOR = "disabledFor";
    /** True while nobody has been told that it was disabled. */
    private static final String TELL = "tell";
    /** True on the document that has the secret of a tenant's jobs with an address of their own. */
    private static final String OF_JOBS = "ofJobs";
    private static final int ID_BYTES = 12;
    private static final FindOneAndUpdateOptions AFTER = new FindOneAndUpdateOptions()
            .returnDocument(ReturnDocument.AFTER);

    private final MongoCollection<Document> endpoints;
    private final SecretBox box;
    private final Clock clock;
    private final RandomGenerator random;

    /**
     * @param random
     *            thread-safe and unpredictable
     */
    public WebhookEndpoints(MongoDatabase database, SecretBox box, Clock clock, RandomGenerator random) {
        this.endpoints = database.getCollection("webhook_endpoints");
        this.box = box;
        this.clock = clock;
        this.random = random;
    }

    public void createIndexes() {
        StoreCall.of(() -> endpoints.createIndexes(
                List.of(new IndexModel(Indexes.compoundIndex(Indexes.ascending(TENANT), Indexes.ascending(ID))),
                        new IndexModel(Indexes.ascending(TELL), new IndexOptions().sparse(true)))));
    }

    /** Whether secrets can be made; without a master key no endpoint can be. */
    public boolean canSign() {
        return box.isOpen();
    }

    /** The id of what signs for the addresses that a tenant's jobs bring along. */
    public static String idForJobs(String tenant) {
        return PREFIX + "jobs_" + tenant;
    }

    /** Empty when the tenant has {@link #MOST} already. */
    public Optional<WithSecret> create(String tenant, Settings settings) {
        byte[] bytes = new byte[ID_BYTES];
        random.nextBytes(bytes);
        String id = PREFIX + HexFormat.of().formatHex(bytes);
        Revealed secret = SigningSecret.generate(random, box, tenant, id);
        return StoreCall.of(() -> {
            if (endpoints.countDocuments(ofTenant(tenant)) >= MOST) {
                return Optional.<WithSecret>empty();
            }
            WebhookEndpoint made = made(id, tenant, settings, secret);
            endpoints.insertOne(write(made));
            return Optional.of(new WithSecret(made, secret.text()));
        });
    }

    private WebhookEndpoint made(String id, String tenant, Settings settings, Revealed secret) {
        return new WebhookEndpoint(id, tenant, settings.name(), settings.url(), settings.types(), settings.full(),
                settings.asymmetric(),
                secret.secret(), clock.instant(), null, null, null, null);
    }

    public Optional<WebhookEndpoint> find(String tenant, String id) {
        return StoreCall.of(() -> Optional.ofNullable(endpoints.find(Filters.and(is(id), ofTenant(tenant))).first())
                .map(WebhookEndpoints::read));
    }

    /** Whoever's it is; also what signs for jobs. */
    public Optional<WebhookEndpoint> find(String id) {
        return StoreCall.of(() -> Optional.ofNullable(endpoints.find(is(id)).first()).map(WebhookEndpoints::read));
    }

    /**
     * A tenant's endpoints in the order of their ids.
     *
     * @param after
     *            the id before the first; null for the beginning
     */
    public List<WebhookEndpoint> list(String tenant, @Nullable String after, int limit) {
        Bson all = after == null ? ofTenant(tenant) : Filters.and(ofTenant(tenant), Filters.gt(ID, after));
        return StoreCall.of(() -> endpoints.find(all).sort(Sorts.ascending(ID)).limit(limit)
                .map(WebhookEndpoints::read).into(new ArrayList<>()));
    }

    /** The endpoints of several tenants, in no order. */
    public List<WebhookEndpoint> of(Collection<String> tenants) {
        return StoreCall.of(
                () -> endpoints.find(Filters.and(Filters.in(TENANT, tenants), Filters.exists(OF_JOBS, false)))
                        .map(WebhookEndpoints::read).into(new ArrayList<>()));
    }

    /** The tenants that have any. */
    Set<String> tenants() {
        return StoreCall.of(() -> endpoints.find(Filters.exists(OF_JOBS, false))
                .projection(new Document(TENANT, 1).append(ID, 0)).map(document -> document.getString(TENANT))
                .into(new ArrayList<>())).stream().collect(Collectors.toUnmodifiableSet());
    }

    /** Gives an endpoint other settings, and enables it again. Empty when the tenant has none of this id. */
    public Optional<WebhookEndpoint> update(String tenant, String id, Settings settings) {
        Bson update = Updates.combine(Updates.set(NAME, settings.name()), Updates.set(URL, settings.url()),
                Updates.set(TYPES, wires(settings.types())), Updates.set(FULL, settings.full()),
                Updates.set(ASYMMETRIC, settings.asymmetric()),
                Updates.set(UPDATED_AT, Times.date(clock.instant())), Updates.unset(FAILING_SINCE),
                Updates.unset(DISABLED_AT), Updates.unset(DISABLED_FOR));
        return StoreCall.of(() -> Optional
                .ofNullable(endpoints.findOneAndUpdate(Filters.and(is(id), ofTenant(tenant)), update, AFTER))
                .map(WebhookEndpoints::read));
    }

    public boolean delete(String tenant, String id) {
        return StoreCall
                .of(() -> endpoints.deleteOne(Filters.and(is(id), ofTenant(tenant))).getDeletedCount() == 1);
    }

    /** Gives an endpoint another secret. Empty when the tenant has none of this id. */
    public Optional<WithSecret> rotate(String tenant, String id, boolean keepOld) {
        return find(tenant, id).flatMap(endpoint -> rotate(endpoint, keepOld));
    }

    /** Gives a tenant another secret for the addresses that its jobs bring along. */
    public WithSecret rotateForJobs(String tenant, boolean keepOld) {
        ensureForJobs(tenant);
        return find(idForJobs(tenant)).flatMap(found -> rotate(found, keepOld))
                .orElseThrow(() -> new IllegalStateException("what signs for jobs is never deleted"));
    }

    /** What signs for the addresses that a tenant's jobs bring along; made when it is not there. */
    public WebhookEndpoint ensureForJobs(String tenant) {
        String id = idForJobs(tenant);
        return find(id).orElseGet(() -> {
            Settings settings = new Settings("webhook_url", null, Set.of(), false, false);
            Document made = write(made(id, tenant, settings, SigningSecret.generate(random, box, tenant, id)))
                    .append(OF_JOBS, true);
            made.remove(ID);
            StoreCall.of(() -> endpoints.updateOne(is(id), new Document("$setOnInsert", made),
                    new UpdateOptions().upsert(true)));
            return find(id).orElseThrow(() -> new IllegalStateException("just made"));
        });
    }

    private Optional<WithSecret> rotate(WebhookEndpoint endpoint, boolean keepOld) {
        Revealed next = SigningSecret.generate(random, box, endpoint.tenant(), endpoint.id());
        SigningSecret secret = endpoint.secret().then(next.secret(), keepOld, clock.instant());
        Bson unchanged = Filters.and(is(endpoint.id()), Filters.eq(SECRET + ".sealed", endpoint.secret().sealed()));
        return StoreCall.of(() -> Optional
                .ofNullable(endpoints.findOneAndUpdate(unchanged, Updates.set(SECRET, secret.write()), AFTER))
                .map(document -> new WithSecret(read(document), next.text())));
    }

    /**
     * The secrets that an endpoint's deliveries are signed with now, the newest first.
     *
     * @throws GeneralSecurityException
     *             when they cannot be decrypted
     */
    public List<OpenSecret> secrets(WebhookEndpoint endpoint) throws GeneralSecurityException {
        return endpoint.secret().open(box, endpoint.tenant(), endpoint.id(), clock.instant());
    }

    /** Notes that a delivery has succeeded. */
    public void succeeded(String id) {
        StoreCall.of(() -> endpoints.updateOne(Filters.and(is(id), Filters.exists(FAILING_SINCE)),
                Updates.unset(FAILING_SINCE)));
    }

    /** Notes that a delivery has failed; since when all have, if there is such an endpoint. */
    public Optional<Instant> failed(String id) {
        return StoreCall.of(() -> Optional
                .ofNullable(endpoints.findOneAndUpdate(is(id),
                        Updates.min(FAILING_SINCE, Times.date(clock.instant())), AFTER))
                .map(document -> Times.required(document, FAILING_SINCE)));
    }

    /**
     * Disables an endpoint, and notes that this is to be told.
     *
     * @param endpoint
     *            as it stood when what speaks against it was begun: what its owner has changed since then counts more
     * @return false when it was disabled already, or its owner has changed it
     */
    public boolean disable(WebhookEndpoint endpoint, Reason reason) {
        Bson update = Updates.combine(Updates.set(DISABLED_AT, Times.date(clock.instant())),
                Updates.set(DISABLED_FOR, reason.name()), Updates.set(TELL, true));
        Bson unchanged = Filters.eq(UPDATED_AT, Times.date(endpoint.updatedAt()));
        return StoreCall.of(() -> endpoints
                .updateOne(Filters.and(is(endpoint.id()), unchanged, Filters.exists(DISABLED_AT, false),
                        Filters.exists(OF_JOBS, false)), update)
                .getModifiedCount() == 1);
    }

    /** Endpoints that were disabled while nobody has been told. */
    public List<WebhookEndpoint> untold() {
        return StoreCall.of(() -> endpoints.find(Filters.eq(TELL, true)).limit(MOST).map(WebhookEndpoints::read)
                .into(new ArrayList<>()));
    }

    public void told(WebhookEndpoint endpoint) {
        StoreCall.of(() -> endpoints.updateOne(Filters.and(is(endpoint.id()),
                Filters.eq(DISABLED_AT, Times.date(endpoint.disabledAt()))), Updates.unset(TELL)));
    }

    private static Bson is(String id) {
        return Filters.eq(ID, id);
    }

    private static Bson ofTenant(String tenant) {
        return Filters.and(Filters.eq(TENANT, tenant), Filters.exists(OF_JOBS, false));
    }

    private static List<String> wires(Set<EventType> types) {
        return types.stream().sorted().map(EventType::wire).toList();
    }

    private static Document write(WebhookEndpoint endpoint) {
        return new Document(ID, endpoint.id()).append(TENANT, endpoint.tenant()).append(NAME, endpoint.name())
                .append(URL, endpoint.url()).append(TYPES, wires(endpoint.types())).append(FULL, endpoint.full())
                .append(ASYMMETRIC, endpoint.asymmetric())
                .append(SECRET, endpoint.secret().write()).append(CREATED_AT, Times.date(endpoint.createdAt()));
    }

    private static WebhookEndpoint read(Document document) {
        String reason = document.getString(DISABLED_FOR);
        return new WebhookEndpoint(document.getString(ID), document.getString(TENANT), document.getString(NAME),
                document.getString(URL),
                document.getList(TYPES, String.class).stream().flatMap(type -> EventType.fromWire(type).stream())
                        .collect(Collectors.toUnmodifiableSet()),
                document.getBoolean(FULL, false), document.getBoolean(ASYMMETRIC, false),
                SigningSecret.read(Objects.requireNonNull(document.get(SECRET, Document.class))),
                Times.required(document, CREATED_AT), Times.instant(document, UPDATED_AT),
                Times.instant(document, FAILING_SINCE), Times.instant(document, DISABLED_AT),
                reason == null ? null : Reason.valueOf(reason.toUpperCase(Locale.ROOT)));
    }

    /**
     * An endpoint with its new secret, at the only time that it is shown.
     *
     * @param secret
     *            {@code whsec_} and Base64
     */
    public record WithSecret(WebhookEndpoint endpoint, String secret) {

        @Override
        public String toString() {
            return "WithSecret[" + endpoint.id() + "]";
        }
    }
}

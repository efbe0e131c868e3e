package dev.longhaul.store.job;

import dev.longhaul.store.Expiry;

/** The names of a job document's fields. */
final class Fields {

    static final String ID = "_id";
    static final String TENANT = "tenant";
    static final String KEY_ID = "keyId";
    static final String BATCH = "batch";
    static final String LANE = "lane";
    static final String PRIORITY = "priority";
    static final String MODEL = "model";
    static final String REQUEST = "request";
    /** Length of the request in UTF-8; only of a long one. */
    static final String REQUEST_BYTES = "requestBytes";
    static final String STREAM = "stream";
    static final String CUSTOM_ID = "customId";
    static final String METADATA = "metadata";
    static final String DEADLINE = "deadline";
    static final String WEBHOOK_URL = "webhookUrl";
    static final String CACHE = "cache";
    static final String CACHE_KEY = "cacheKey";
    static final String ON_AMBIGUOUS = "onAmbiguous";
    static final String TIMEOUTS = "timeouts";
    static final String REPLY_TO = "replyTo";
    static final String PROMPT_TOKENS = "promptTokens";
    static final String COMPLETION_TOKENS = "completionTokens";
    static final String SUBMITTED_AT = "submittedAt";
    static final String STATE = "state";
    static final String EPOCH = "epoch";
    /**
     * The shard whose owner schedules the job; only on documents that have not ended, so that its index stays small.
     */
    static final String OPEN = "open";
    /** Set by the compare-and-set that dispatched it: tells the winner. */
    static final String DISPATCH = "dispatch";
    static final String RECORDED_AT = "recordedAt";
    static final String DISPATCHED_AT = "dispatchedAt";
    static final String STARTED_AT = "startedAt";
    static final String NOT_BEFORE = "notBefore";
    static final String WAITING_FOR = "waitingFor";
    /** True while its owner lets a queued job not start. Absent otherwise. */
    static final String PAUSED = "paused";
    /** When a queued job was last paused, resumed or given another priority; gone with its end. */
    static final String REVISED_AT = "revisedAt";
    static final String WORKER = "worker";
    /**
     * True while nobody is known to run the job although it is handed out: what its last start says is on record as an
     * attempt that may have been billed. Absent otherwise.
     */
    static final String LOST = "lost";
    static final String CANCEL_REQUESTED_AT = "cancelRequestedAt";
    static final String ATTEMPTS = "attempts";
    static final String ENDED_AT = "endedAt";
    /** Set by the report that ended or requeued it: tells the winner, and a repeat from a second outcome. */
    static final String REPORT = "report";
    static final String RESPONSE = "response";
    /** Of an answer that is kept in parts: where. In place of the response. */
    static final String ANSWER = "answer";
    static final String USAGE = "usage";
    /** In billionths of a US dollar; absent for nothing. */
    static final String COST = "cost";
    /** Who gave the answer that it used; absent where that is not known. */
    static final String PROVIDER = "provider";
    /** The entry of the usage ledger that counts what it used. */
    static final String LEDGER = "ledger";
    /** Above zero while its attempts are to be counted; absent otherwise. */
    static final String RECOUNT = "recount";
    /** Of its attempts that are no answer: what is counted, and by which entry of the ledger. See {@link JobExtras}. */
    static final String EXTRAS = "extras";
    /** Of a job that got another's answer: whose, and what that saved. */
    static final String CACHED = "cached";
    static final String FAILURE = "failure";
    static final String EXPIRE_AT = Expiry.FIELD;
    /** True on a job whose end somebody wants to be told of. The end itself renames it to {@link #TELL}. */
    static final String HOOK = "hook";
    /** True on a job that has ended while nobody has been told yet. Telling renames it back. */
    static final String TELL = "tell";
    /** The Kafka partition that it came in by; with its lane, its shard. */
    static final String PARTITION = "partition";
    /** Of a dead letter: who was called last, and the fingerprint of the cause. Gone with a replay or a discard. */
    static final String DEAD = "dead";
    static final String DEAD_CAUSE = DEAD + ".cause";
    static final String DEAD_PROVIDER = DEAD + ".provider";
    /** Counts replays, from 1; absent before the first. */
    static final String GENERATION = "generation";
    /** The last dispatch before this generation; absent in the first. */
    static final String EPOCH_BEFORE = "epochBefore";
    /** The replay that began this generation; absent in the first. */
    static final String REPLAY = "replay";
    /** How the generations before this one failed. */
    static final String PAST = "past";
    /** Of a dead letter that nobody wants: who said so, when and why. */
    static final String DISCARDED = "discarded";
    /** Of a job with a part in an experiment: which, as which variant, and whose shadow it is. */
    static final String EXPERIMENT = "experiment";
    static final String EXPERIMENT_ID = EXPERIMENT + ".id";
    /** Of an answer within an experiment: how long it is, and whether it is a refusal. */
    static final String SAID = "said";

    /** When it was erased: all that it held is gone, and it is told to nobody. */
    static final String DELETED_AT = "deletedAt";

    private Fields() {}
}

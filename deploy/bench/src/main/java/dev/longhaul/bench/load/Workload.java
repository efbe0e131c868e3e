package dev.longhaul.bench.load;

import dev.longhaul.client.JobRequest;
import dev.longhaul.contract.job.CachePolicy;
import dev.longhaul.contract.job.Lane;
import dev.longhaul.simulator.answer.SimulatedAnswer;
import dev.longhaul.simulator.config.Output;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * Prompts that differ from those of every other run and, unless some are to repeat others, from each other; and the
 * answers that the simulator gives to them. Immutable.
 *
 * @param model
 *            a model of the platform's catalogue
 * @param promptChars
 *            length of a prompt
 * @param answerTokens
 *            length of an answer, four characters each
 * @param salt
 *            makes the prompts of this run its own, so that no cache knows them
 * @param repeats
 *            the part of the prompts that ask again what an earlier one has asked, 0 to below 1; above 0, answers may
 *            be shared
 */
public record Workload(String model, int promptChars, int answerTokens, long salt, double repeats) {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String CONSONANTS = "bcdfghklmnprstvz";
    private static final String VOWELS = "aeiou";
    private static final int SYLLABLES = CONSONANTS.length() * VOWELS.length();
    /** About as many as a language has in use; most have three syllables. */
    private static final double LOG_OF_WORDS = Math.log(50_000);

    /**
     * A prompt of made-up words: text of one's own for each, so that compression finds no more than in real prompts.
     * Some words come often and most of them rarely, the n-th one 1/n times as often as the first (Zipf's law), as in
     * any language.
     */
    public String prompt(String phase, int index) {
        int first = firstToAsk(phase, index);
        SplittableRandom random = random(phase, first);
        StringBuilder text = new StringBuilder(promptChars + 16).append(phase).append(' ').append(first).append(':');
        while (text.length() < promptChars) {
            text.append(' ');
            int rank = (int) Math.exp(LOG_OF_WORDS * random.nextDouble());
            for (int rest = rank; rest > 0; rest /= SYLLABLES) {
                int syllable = rest % SYLLABLES;
                text.append(CONSONANTS.charAt(syllable / VOWELS.length()))
                        .append(VOWELS.charAt(syllable % VOWELS.length()));
            }
        }
        text.setLength(promptChars);
        return text.toString();
    }

    private int firstToAsk(String phase, int index) {
        int first = index;
        SplittableRandom random = random(phase, ~first);
        while (first > 0 && random.nextDouble() < repeats) {
            first = random.nextInt(first);
            random = random(phase, ~first);
        }
        return first;
    }

    private SplittableRandom random(String phase, int index) {
        return new SplittableRandom(salt ^ (((long) phase.hashCode() << 32) | (index & 0xffff_ffffL)));
    }

    /** What a simulator that is set to this workload's answers says to a prompt. */
    public String answer(String prompt) {
        return SimulatedAnswer.expectedFor(prompt, new Output(answerTokens, answerTokens, 0, 1), 0);
    }

    /**
     * A job that asks this; answered from a cache only when some repeat others.
     *
     * @param batch
     *            the name of the set that it is one of; null for none
     */
    JobRequest job(String prompt, Lane lane, @Nullable String batch) {
        JobRequest.Builder job = JobRequest.chat(model).user(prompt).lane(lane)
                .cache(repeats > 0 ? CachePolicy.ALWAYS : CachePolicy.NEVER);
        return (batch == null ? job : job.batch(batch)).build();
    }

    /** An OpenAI chat request that asks this. */
    byte[] chat(String prompt) {
        return JSON.writeValueAsBytes(JobRequest.chat(model).user(prompt).build().body());
    }
}

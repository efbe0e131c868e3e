package dev.longhaul.bench.load;

import dev.longhaul.client.JobRequest;
import dev.longhaul.contract.job.CachePolicy;
import dev.longhaul.contract.job.Lane;
import dev.longhaul.simulator.answer.SimulatedAnswer;
import dev.longhaul.simulator.config.Output;
import java.util.SplittableRandom;
import tools.jackson.databind.json.JsonMapper;

/**
 * Prompts that differ from each other and from those of every other run, and the answers that the simulator gives to
 * them. Immutable.
 *
 * @param model
 *            a model of the platform's catalogue
 * @param promptChars
 *            length of a prompt
 * @param answerTokens
 *            length of an answer, four characters each
 * @param salt
 *            makes the prompts of this run its own, so that no cache knows them
 */
public record Workload(String model, int promptChars, int answerTokens, long salt) {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String CONSONANTS = "bcdfghklmnprstvz";
    private static final String VOWELS = "aeiou";

    /**
     * A prompt of made-up words: text of one's own for each, so that compression finds no more than in real prompts.
     */
    public String prompt(String phase, int index) {
        SplittableRandom random = new SplittableRandom(salt ^ (((long) phase.hashCode() << 32) | index));
        StringBuilder text = new StringBuilder(promptChars + 16).append(phase).append(' ').append(index).append(':');
        while (text.length() < promptChars) {
            text.append(' ');
            for (int syllables = 1 + random.nextInt(3); syllables > 0; syllables--) {
                text.append(CONSONANTS.charAt(random.nextInt(CONSONANTS.length())))
                        .append(VOWELS.charAt(random.nextInt(VOWELS.length())));
            }
        }
        text.setLength(promptChars);
        return text.toString();
    }

    /** What a simulator that is set to this workload's answers says to a prompt. */
    public String answer(String prompt) {
        return SimulatedAnswer.expectedFor(prompt, new Output(answerTokens, answerTokens, 0, 1), 0);
    }

    /** A job that asks this; never answered from a cache. */
    JobRequest job(String prompt, Lane lane) {
        return JobRequest.chat(model).user(prompt).lane(lane).cache(CachePolicy.NEVER).build();
    }

    /** An OpenAI chat request that asks this. */
    byte[] chat(String prompt) {
        return JSON.writeValueAsBytes(JobRequest.chat(model).user(prompt).build().body());
    }
}

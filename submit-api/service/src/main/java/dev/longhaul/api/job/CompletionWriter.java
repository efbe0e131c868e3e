package dev.longhaul.api.job;

import dev.longhaul.store.job.JobAnswers;
import dev.longhaul.store.job.StoredAnswer;
import java.util.Objects;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JacksonModule;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.module.SimpleModule;

/** Writes completions as they are, those that are long part by part, so that none is in memory whole. */
public final class CompletionWriter extends ValueSerializer<Completion> {

    private final JobAnswers answers;

    private CompletionWriter(JobAnswers answers) {
        this.answers = answers;
    }

    /** For the mapper that writes jobs. */
    public static JacksonModule module(JobAnswers answers) {
        return new SimpleModule("completions").addSerializer(Completion.class, new CompletionWriter(answers));
    }

    @Override
    public void serialize(Completion completion, JsonGenerator out, SerializationContext context) {
        StoredAnswer stored = completion.stored();
        if (stored == null) {
            out.writeRawValue(Objects.requireNonNull(completion.json()));
            return;
        }
        // an empty value, so that the generator knows where it is
        out.writeRawValue("");
        answers.read(stored, out::writeRaw);
    }
}

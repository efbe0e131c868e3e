package dev.longhaul.client.cli.jobs;

import dev.longhaul.contract.job.JobId;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

final class JobIdConverter implements ITypeConverter<JobId> {

    @Override
    public JobId convert(String text) {
        return JobId.tryParse(text).orElseThrow(
                () -> new TypeConversionException("'" + text + "' is not a job id: those are job_ and 40 hex digits"));
    }
}

package dev.longhaul.api.submit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longhaul.api.testing.TestApi;
import dev.longhaul.contract.job.Lane;
import dev.longhaul.contract.message.Topics;
import dev.longhaul.embedded.SharedServers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LongJobsTest {

    private static final int JOBS = 12;
    private static final int CHARS = 1_000_000;

    @ParameterizedTest
    @EnumSource(Lane.class)
    void who_reads_long_jobs_that_repeat_a_word_gets_no_more_at_a_time_than_it_asks_for(Lane lane) {
        TestApi api = TestApi.shared();
        String body = "{\"model\":\"" + TestApi.freshModel() + "\",\"lane\":\"" + lane.wire()
                + "\",\"messages\":[{\"role\":\"user\",\"content\":\"" + "so ".repeat(CHARS / 3) + "\"}]}";
        try (KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(
                Map.of(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, SharedServers.kafka().bootstrapServers()),
                new StringDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(Topics.jobs(lane)).stream()
                    .map(each -> new TopicPartition(each.topic(), each.partition())).toList();
            consumer.assign(partitions);
            consumer.seekToEnd(partitions);
            partitions.forEach(consumer::position);
            for (int i = 0; i < JOBS; i++) {
                api.call("/v1/jobs").post(body).hasStatus(202);
            }

            int read = 0;
            while (read < JOBS) {
                ConsumerRecords<String, byte[]> polled = consumer.poll(Duration.ofSeconds(30));
                assertThat(polled.isEmpty()).isFalse();
                List<ConsumerRecord<String, byte[]>> ours = StreamSupport.stream(polled.spliterator(), false)
                        .filter(record -> record.value().length > CHARS).toList();
                assertThat(ours).as("of a megabyte each, where 1 MiB of a partition is asked for").hasSizeLessThan(3);
                read += ours.size();
            }
        }
    }
}

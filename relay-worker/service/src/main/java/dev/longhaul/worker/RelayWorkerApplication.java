package dev.longhaul.worker;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Import;

/** Runs a relay worker as a process of its own. */
@SpringBootConfiguration
@EnableAutoConfiguration
@Import(RelayWorkerConfiguration.class)
public class RelayWorkerApplication {

    /**
     * @param args
     *            Spring Boot's options, such as {@code --longhaul.worker.slots=256}
     */
    public static void main(String[] args) {
        SpringApplication.run(RelayWorkerApplication.class, args);
    }
}

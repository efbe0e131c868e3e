package dev.longhaul.resultstore;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Import;

/** The result-store as a service of its own. */
@SpringBootConfiguration
@EnableAutoConfiguration
@Import(ResultStoreConfiguration.class)
public class ResultStoreApplication {

    public static void main(String[] args) {
        SpringApplication.run(ResultStoreApplication.class, args);
    }
}

package dev.longhaul.api;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Import;

/** The HTTP service as a service of its own. */
@SpringBootConfiguration
@EnableAutoConfiguration
@Import(SubmitApiConfiguration.class)
public class SubmitApiApplication {

    public static void main(String[] args) {
        SpringApplication.run(SubmitApiApplication.class, args);
    }
}

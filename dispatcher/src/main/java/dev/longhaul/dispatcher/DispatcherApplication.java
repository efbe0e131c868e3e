package dev.longhaul.dispatcher;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Import;

/** The dispatcher as a service of its own. */
@SpringBootConfiguration
@EnableAutoConfiguration
@Import(DispatcherConfiguration.class)
public class DispatcherApplication {

    public static void main(String[] args) {
        SpringApplication.run(DispatcherApplication.class, args);
    }
}

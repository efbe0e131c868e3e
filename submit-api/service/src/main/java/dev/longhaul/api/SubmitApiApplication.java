package dev.longhaul.api;

import dev.longhaul.api.key.NewKeyCommand;
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
        if (args.length > 0 && args[0].equals(NewKeyCommand.NAME)) {
            NewKeyCommand.run(System.out);
            return;
        }
        SpringApplication.run(SubmitApiApplication.class, args);
    }
}

package dev.longhaul.worker;

import dev.longhaul.worker.vault.NewKeysetCommand;
import java.util.List;
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
        if (args.length > 0 && args[0].equals(NewKeysetCommand.NAME)) {
            List<String> arguments = List.of(args).subList(1, args.length);
            System.exit(NewKeysetCommand.run(arguments, System::getenv, System.out));
        }
        SpringApplication.run(RelayWorkerApplication.class, args);
    }
}

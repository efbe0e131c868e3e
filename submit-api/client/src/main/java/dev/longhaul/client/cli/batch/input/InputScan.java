package dev.longhaul.client.cli.batch.input;

import dev.longhaul.client.cli.batch.lines.LineReader;
import dev.longhaul.client.cli.session.UserErrorException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The first reading of a prompt file: format, mistakes, double names, digest. One use. */
final class InputScan {

    private static final int SHOWN_NAMES = 10;

    private final Path path;
    private final LineFormat wanted;
    private final LineDefaults defaults;
    private final LineRequests requests;
    private final CustomIds customIds = new CustomIds();
    private final Problems asText = new Problems();
    private final Problems notJson = new Problems();
    private final Problems asJson = new Problems();
    private final int limit;
    private int prompts;
    private int lastLine;
    private int linesOfFile;
    private int objects;

    InputScan(Path path, LineFormat wanted, LineDefaults defaults, int limit) {
        this.path = path;
        this.wanted = wanted == LineFormat.AUTO && path.toString().toLowerCase(Locale.ROOT).endsWith(".txt")
                ? LineFormat.TEXT
                : wanted;
        this.defaults = defaults;
        this.limit = limit;
        this.requests = new LineRequests(defaults);
    }

    InputFile run() throws IOException {
        MessageDigest digest = sha256();
        try (LineReader reader = new LineReader(new DigestInputStream(Files.newInputStream(path), digest))) {
            while (reader.next()) {
                byte[] line = reader.bytes();
                if (!PreparedLines.isBlank(line)) {
                    linesOfFile = reader.number();
                    if (prompts < limit) {
                        prompts++;
                        lastLine = linesOfFile;
                    }
                    look(linesOfFile, line);
                }
            }
        }
        if (prompts == 0) {
            throw new UserErrorException(path + " has no prompts in it.");
        }
        LineFormat format = format();
        if (format == LineFormat.JSONL) {
            notJson.throwIfAny(path, "Each line must be a JSON object or string; nothing was submitted.");
            asJson.throwIfAny(path, "Nothing was submitted.");
            refuseDoubleNames();
        } else {
            asText.throwIfAny(path, "Nothing was submitted.");
        }
        return new InputFile(path, format, defaults, prompts, lastLine, linesOfFile,
                HexFormat.of().formatHex(digest.digest()));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private void look(int number, byte[] line) {
        // once a JSON object was seen, the file is no text
        if (wanted == LineFormat.TEXT || (wanted == LineFormat.AUTO && objects == 0)) {
            try {
                requests.fromText(number, line);
            } catch (BadLineException e) {
                asText.add(number, String.valueOf(e.getMessage()));
            }
        }
        if (wanted != LineFormat.TEXT) {
            JsonNode json = parsed(number, line);
            if (json != null) {
                lookAtJson(number, line, json);
            }
        }
    }

    private @Nullable JsonNode parsed(int number, byte[] line) {
        try {
            JsonNode json = LineRequests.parse(line);
            if (json.isObject() || json.isString()) {
                return json;
            }
            notJson.add(number, "neither a JSON object nor a string");
        } catch (BadLineException e) {
            notJson.add(number, String.valueOf(e.getMessage()));
        }
        return null;
    }

    private void lookAtJson(int number, byte[] line, JsonNode json) {
        objects += json.isObject() ? 1 : 0;
        try {
            customIds.add(requests.fromJson(number, line, json).customId());
        } catch (BadLineException e) {
            asJson.add(number, String.valueOf(e.getMessage()));
        }
    }

    private LineFormat format() {
        if (wanted != LineFormat.AUTO) {
            return wanted;
        }
        if (notJson.count() == 0) {
            return LineFormat.JSONL;
        }
        if (objects == 0) {
            return LineFormat.TEXT;
        }
        notJson.throwIfAny(path, String.format(Locale.ROOT,
                "%,d other lines are JSON objects, so these should be too, or the file is meant as plain prompts: then"
                        + " say --format text. Nothing was submitted.",
                objects));
        return LineFormat.JSONL;
    }

    /** Reads the file again only when a name seems to come twice. */
    private void refuseDoubleNames() throws IOException {
        Set<Long> repeated = customIds.repeated();
        if (repeated.isEmpty()) {
            return;
        }
        Map<String, List<Integer>> lines = new TreeMap<>();
        try (PreparedLines all = new PreparedLines(
                new InputFile(path, LineFormat.JSONL, defaults, prompts, linesOfFile, linesOfFile, ""),
                new LineReader(Files.newInputStream(path)))) {
            for (PreparedLine line = all.next(); line != null; line = all.next()) {
                if (repeated.contains(CustomIds.hash(line.customId()))) {
                    lines.computeIfAbsent(line.customId(), name -> new ArrayList<>()).add(line.line());
                }
            }
        }
        lines.values().removeIf(numbers -> numbers.size() == 1);
        if (!lines.isEmpty()) {
            throw new UserErrorException(lines.entrySet().stream().limit(SHOWN_NAMES)
                    .map(entry -> "\n  \"" + entry.getKey() + "\" on lines " + numbers(entry.getValue()))
                    .collect(Collectors.joining("", String.format(Locale.ROOT,
                            "%s: %,d custom_id(s) stand on more than one line, so results could not be told apart."
                                    + " Give each line its own. Nothing was submitted.",
                            path, lines.size()), "")));
        }
    }

    private static String numbers(List<Integer> lines) {
        String shown = lines.stream().limit(SHOWN_NAMES).map(String::valueOf).collect(Collectors.joining(", "));
        return lines.size() > SHOWN_NAMES ? shown + ", ..." : shown;
    }
}

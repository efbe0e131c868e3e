package dev.longhaul.api.file;

import dev.longhaul.api.error.ApiException;
import dev.longhaul.api.http.LongWork;
import dev.longhaul.api.request.FileLife;
import dev.longhaul.contract.error.ErrorCode;
import dev.longhaul.store.StoreUnavailableException;
import dev.longhaul.store.file.FilePurpose;
import dev.longhaul.store.file.FileStore;
import dev.longhaul.store.file.FileWriter;
import dev.longhaul.store.file.StoredFile;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.tomcat.util.http.fileupload.FileItemIterator;
import org.apache.tomcat.util.http.fileupload.FileItemStream;
import org.apache.tomcat.util.http.fileupload.FileUpload;
import org.apache.tomcat.util.http.fileupload.impl.InvalidContentTypeException;
import org.apache.tomcat.util.http.fileupload.servlet.ServletRequestContext;
import org.jspecify.annotations.Nullable;

/**
 * Takes a form with a file ({@code multipart/form-data}, RFC 7578) as its bytes come, in any order of its fields and
 * with or without a length; the file goes into the store at once. For one request.
 */
final class Upload {

    /** What of a form is no file. */
    private static final long FORM_BYTES = 1_024 * 1_024;
    private static final int FIELD_BYTES = 1_024;
    private static final int NAME_CHARACTERS = 255;
    private static final int HEADER_BYTES = 8_192;
    private static final int BUFFER = 64 * 1_024;
    private static final String FILE = "file";
    private static final String PURPOSE = "purpose";
    private static final String LIFE = "expires_after";
    private static final String ANCHOR = LIFE + "[anchor]";
    private static final String SECONDS = LIFE + "[seconds]";
    /** For a file that comes without a name. */
    private static final String NAMELESS = "upload";

    private final FileStore files;
    private final String tenant;
    private final long limit;
    private final Map<String, String> fields = new HashMap<>();
    private @Nullable FileWriter writer;
    private String name = NAMELESS;

    /**
     * @param limit
     *            of a file, in bytes
     */
    Upload(FileStore files, String tenant, long limit) {
        this.files = files;
        this.tenant = tenant;
        this.limit = limit;
    }

    /**
     * @throws ApiException
     *             when it is no such form, or too large, or breaks off: then nothing is left of it
     */
    StoredFile take(HttpServletRequest request) {
        if (request.getContentLengthLong() > limit + FORM_BYTES) {
            throw tooLarge();
        }
        boolean done = false;
        try {
            read(request);
            StoredFile file = finish();
            done = true;
            return file;
        } catch (InvalidContentTypeException e) {
            throw ApiException.of(ErrorCode.UNSUPPORTED_MEDIA_TYPE,
                    "A file is uploaded as multipart/form-data with the fields 'file' and 'purpose'.", "Content-Type");
        } catch (IOException e) {
            throw ApiException.of(ErrorCode.INVALID_PARAMETER,
                    "The form broke off or is not readable as multipart/form-data; send it again.");
        } finally {
            if (!done && writer != null) {
                discard(writer);
            }
        }
    }

    private static void discard(FileWriter writer) {
        try {
            writer.discard();
        } catch (StoreUnavailableException e) {
            // what is left goes by itself after a day, and the caller is to hear of the first trouble
        }
    }

    private void read(HttpServletRequest request) throws IOException {
        FileUpload upload = new FileUpload();
        upload.setPartHeaderSizeMax(HEADER_BYTES);
        FileItemIterator parts = upload.getItemIterator(new ServletRequestContext(request));
        while (parts.hasNext()) {
            FileItemStream part = parts.next();
            try (InputStream in = part.openStream()) {
                if (FILE.equals(part.getFieldName())) {
                    readFile(part, in);
                } else {
                    readField(part, in);
                }
            }
        }
    }

    private void readFile(FileItemStream part, InputStream in) throws IOException {
        if (writer != null) {
            throw ApiException.of(ErrorCode.INVALID_PARAMETER, "The form has more than one 'file'.", FILE);
        }
        name = name(part.getName());
        FileWriter begun = files.write(tenant);
        writer = begun;
        byte[] buffer = new byte[BUFFER];
        for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
            if (begun.bytes() + count > limit) {
                throw tooLarge();
            }
            begun.write(buffer, 0, count);
            LongWork.giveWay();
        }
    }

    /** Some clients send a whole path. */
    private static String name(@Nullable String sent) {
        if (sent == null) {
            return NAMELESS;
        }
        String last = sent.substring(Math.max(sent.lastIndexOf('/'), sent.lastIndexOf('\\')) + 1);
        String plain = last.codePoints().filter(each -> !Character.isISOControl(each))
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append).toString();
        if (plain.length() > NAME_CHARACTERS) {
            throw ApiException.of(ErrorCode.INVALID_PARAMETER,
                    "The file's name has more than " + NAME_CHARACTERS + " characters.", FILE);
        }
        return plain.isBlank() ? NAMELESS : plain;
    }

    private void readField(FileItemStream part, InputStream in) throws IOException {
        String field = part.getFieldName();
        if (!PURPOSE.equals(field) && !ANCHOR.equals(field) && !SECONDS.equals(field)) {
            throw ApiException.of(ErrorCode.UNKNOWN_PARAMETER, "'" + field + "' is not known here.", field);
        }
        byte[] value = in.readNBytes(FIELD_BYTES + 1);
        if (value.length > FIELD_BYTES || fields.putIfAbsent(field, new String(value, StandardCharsets.UTF_8)
                .strip()) != null) {
            throw ApiException.of(ErrorCode.INVALID_PARAMETER,
                    "'" + field + "' is longer than " + FIELD_BYTES + " bytes or is there twice.", field);
        }
    }

    private StoredFile finish() {
        FileWriter whole = writer;
        if (whole == null) {
            throw missing(FILE);
        }
        String purpose = fields.get(PURPOSE);
        if (purpose == null) {
            throw missing(PURPOSE);
        }
        if (!purpose.equals(FilePurpose.BATCH.wire())) {
            throw ApiException.of(ErrorCode.INVALID_PARAMETER, "'purpose' must be batch.", PURPOSE);
        }
        Duration life = fields.containsKey(ANCHOR) || fields.containsKey(SECONDS)
                ? FileLife.read(LIFE, fields.getOrDefault(ANCHOR, ""), fields.getOrDefault(SECONDS, ""))
                : FileLife.LONGEST;
        return whole.finish(FilePurpose.BATCH, name, whole.createdAt().plus(life));
    }

    private static ApiException missing(String field) {
        return ApiException.of(ErrorCode.MISSING_PARAMETER, "'" + field + "' is missing.", field);
    }

    private ApiException tooLarge() {
        return ApiException.of(ErrorCode.REQUEST_TOO_LARGE,
                "The file is larger than the " + limit + " bytes that are taken here; split it.", FILE);
    }
}

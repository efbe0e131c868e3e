package dev.longhaul.client.fake;

import java.util.Map;

/** Something that goes wrong with one request. */
public sealed interface Fault {

    /** The request is answered so, without effect. */
    record Status(int status, Map<String, String> headers) implements Fault {}

    /** The connection is cut before the request has had an effect. */
    record Cut() implements Fault {}

    /** The request has its effect, then the connection is cut. */
    record LostAnswer() implements Fault {}

    /** Of a bulk request every n-th line is refused with 503; the others are accepted. */
    record LinesRefused(int every) implements Fault {}
}

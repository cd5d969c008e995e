package io.quarkiverse.containerd.runtime.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;

import io.netty.handler.codec.http.HttpResponseStatus;

/**
 * The answer to a request.
 *
 * @param body a document whose member {@code apiVersion} tells its form
 */
record Reply(HttpResponseStatus status, JsonNode body) {

    /** The version of the documents' form. Members may be added to a version, but none is removed or changed. */
    static final String VERSION = "v1";

    static Reply of(JsonNode body) {
        return new Reply(HttpResponseStatus.OK, body);
    }

    /** @param problem a sentence */
    static Reply error(HttpResponseStatus status, String problem) {
        return new Reply(status, JsonNodeFactory.instance.objectNode().put("apiVersion", VERSION).put("error", problem));
    }

    static Reply badRequest(String problem) {
        return error(HttpResponseStatus.BAD_REQUEST, problem);
    }
}

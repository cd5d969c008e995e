package io.quarkiverse.containerd.runtime.control;

import com.fasterxml.jackson.databind.JsonNode;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.quarkiverse.containerd.runtime.documents.Documents;

/**
 * The answer to a request.
 *
 * @param body a document whose member {@code apiVersion} tells its form
 */
record Reply(HttpResponseStatus status, JsonNode body) {

    static Reply of(JsonNode body) {
        return new Reply(HttpResponseStatus.OK, body);
    }

    /** @param problem a sentence */
    static Reply error(HttpResponseStatus status, String problem) {
        return new Reply(status, Documents.document().put("error", problem));
    }

    static Reply badRequest(String problem) {
        return error(HttpResponseStatus.BAD_REQUEST, problem);
    }
}

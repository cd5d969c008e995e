package io.quarkiverse.containerd.runtime.devui;

import java.io.IOException;
import java.util.Map;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.grpc.Context;
import io.quarkiverse.containerd.client.ContainerdException;
import io.quarkiverse.containerd.runtime.documents.Documents;

/**
 * The answers to the Dev UI. What cannot be answered is a document as well, whose member {@code error} is a sentence: the Dev
 * UI logs failures with their stacks, and a containerd that is down would fill the log.
 */
final class Answer {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final TypeReference<Map<String, Object>> MAP = new TypeReference<>() {
    };

    private Answer() {
    }

    /** Returns a document. */
    interface Question {
        ObjectNode ask() throws IOException;
    }

    static ObjectNode document(Question question) {
        // that of the Dev UI's connection may be cancelled, and with it every call that is made in it
        Context callers = Context.ROOT.attach();
        try {
            return question.ask();
        } catch (ContainerdException | IOException | IllegalStateException e) {
            return error(e.getMessage());
        } finally {
            Context.ROOT.detach(callers);
        }
    }

    /** @param sentence the reason why there is no other answer */
    static ObjectNode error(String sentence) {
        return Documents.document().put("error", sentence);
    }

    static Map<String, Object> of(Question question) {
        return map(document(question));
    }

    /** Returns a document as a map: the Dev UI has a Jackson of its own, which does not know the application's nodes. */
    static Map<String, Object> map(JsonNode document) {
        return MAPPER.convertValue(document, MAP);
    }
}

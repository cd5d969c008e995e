package io.quarkiverse.containerd.runtime.render;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * As much of Go's {@code text/template} as CNI templates use: {@code range $index, $element := .List}, {@code if $index},
 * {@code end}, printing a variable, comments and trim markers. Everything else is refused.
 */
public final class GoTemplate {

    private static final Pattern ACTION = Pattern.compile("(?s)(\\s*)\\{\\{(-?)\\s*(.*?)\\s*(-?)}}(\\s*)");
    private static final Pattern RANGE = Pattern.compile("range (\\$\\w+), (\\$\\w+) := \\.(\\w+)");
    private static final Pattern IF = Pattern.compile("if (\\$\\w+)");

    private final Map<String, List<String>> data;
    private final Deque<Token> tokens;

    private record Token(boolean action, String text) {
    }

    private GoTemplate(Map<String, List<String>> data, Deque<Token> tokens) {
        this.data = data;
        this.tokens = tokens;
    }

    public static String evaluate(String template, Map<String, List<String>> data) {
        StringBuilder out = new StringBuilder();
        new GoTemplate(data, tokens(template)).run(out, new HashMap<>(), true);
        return out.toString();
    }

    private static Deque<Token> tokens(String template) {
        Deque<Token> tokens = new ArrayDeque<>();
        Matcher matcher = ACTION.matcher(template);
        int end = 0;
        while (matcher.find()) {
            tokens.add(new Token(false, template.substring(end, matcher.start())));
            tokens.add(new Token(false, matcher.group(2).isEmpty() ? matcher.group(1) : ""));
            tokens.add(new Token(true, matcher.group(3)));
            tokens.add(new Token(false, matcher.group(4).isEmpty() ? matcher.group(5) : ""));
            end = matcher.end();
        }
        tokens.add(new Token(false, template.substring(end)));
        return tokens;
    }

    private void run(StringBuilder out, Map<String, Object> variables, boolean top) {
        while (!tokens.isEmpty()) {
            Token token = tokens.poll();
            if (!token.action()) {
                out.append(token.text());
            } else if (token.text().equals("end") && !top) {
                return;
            } else {
                act(token.text(), out, variables);
            }
        }
        if (!top) {
            throw new IllegalArgumentException("a block has no end");
        }
    }

    private void act(String action, StringBuilder out, Map<String, Object> variables) {
        Matcher range = RANGE.matcher(action);
        Matcher condition = IF.matcher(action);
        if (range.matches()) {
            List<String> list = data.get(range.group(3));
            Deque<Token> body = new ArrayDeque<>(tokens);
            for (int i = 0; i < list.size(); i++) {
                Map<String, Object> scope = new HashMap<>(variables);
                scope.put(range.group(1), i);
                scope.put(range.group(2), list.get(i));
                new GoTemplate(data, new ArrayDeque<>(body)).run(out, scope, false);
            }
            Map<String, Object> any = new HashMap<>(variables);
            any.put(range.group(1), 0);
            any.put(range.group(2), "");
            run(new StringBuilder(), any, false);
        } else if (condition.matches()) {
            boolean met = !variables.get(condition.group(1)).equals(0);
            run(met ? out : new StringBuilder(), variables, false);
        } else if (action.startsWith("$") && variables.containsKey(action)) {
            out.append(variables.get(action));
        } else if (!(action.startsWith("/*") && action.endsWith("*/"))) {
            throw new IllegalArgumentException("unknown action: " + action);
        }
    }
}

package io.quarkiverse.containerd.runtime.text;

import java.util.Collection;
import java.util.stream.Collectors;

/** Cuts text whose length nobody knows, and says how much there was. What is returned is visible, too. */
public final class BoundedText {

    private static final int LONGEST_NAME = 256;
    private static final int LONGEST_REASON = 1000;
    private static final int LONGEST_MESSAGE = 2000;
    private static final int MOST_NAMES = 10;

    private BoundedText() {
    }

    /** Returns a name, such as that of an image or of an archive's entry, with at most 256 characters of it. */
    public static String name(String name) {
        return line(name, LONGEST_NAME);
    }

    /** Returns the reason of a failure in one line, with at most 1000 characters of it. */
    public static String reason(String reason) {
        return line(reason, LONGEST_REASON);
    }

    /** Returns the message of an exception, which may have several lines, with at most 2000 characters of it. */
    public static String message(String message) {
        return cut(VisibleText.lines(head(message, LONGEST_MESSAGE)), message.length(), LONGEST_MESSAGE);
    }

    /** Returns one line with at most {@code longest} characters of a text. */
    public static String line(String text, int longest) {
        return cut(VisibleText.line(head(text, longest)), text.length(), longest);
    }

    /** Returns at most 10 names, separated by commas, and the number of the others. */
    public static String names(Collection<String> names) {
        return names(names, ", ");
    }

    /** Returns at most 10 names, and the number of the others. */
    public static String names(Collection<String> names, String separator) {
        int more = names.size() - MOST_NAMES;
        return names.stream().limit(MOST_NAMES).map(BoundedText::name).collect(Collectors.joining(separator))
                + (more > 0 ? separator + "and " + more + " more" : "");
    }

    /** Returns the beginning of a text, so that escaping does not go over all of it. */
    private static String head(String text, int longest) {
        return text.length() <= longest ? text : text.substring(0, boundary(text, longest));
    }

    private static String cut(String visible, int length, int longest) {
        if (visible.length() <= longest && length <= longest) {
            return visible;
        }
        String kept = visible.length() <= longest ? visible : visible.substring(0, boundary(visible, longest));
        return kept + "… [" + length + " characters]";
    }

    /** Returns the end of a cut that does not split a pair. */
    private static int boundary(String text, int longest) {
        return Character.isHighSurrogate(text.charAt(longest - 1)) ? longest - 1 : longest;
    }
}

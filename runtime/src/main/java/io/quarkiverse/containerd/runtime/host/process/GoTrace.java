package io.quarkiverse.containerd.runtime.host.process;

import java.util.List;
import java.util.stream.IntStream;

/**
 * Recognises what the Go runtime prints when a program crashes: a line with the reason, and then the stacks of
 * its goroutines.
 */
public final class GoTrace {

    private GoTrace() {
    }

    /** Whether a line begins such a report, for example {@code panic: …} or {@code fatal error: …}. */
    public static boolean begins(String line) {
        return line.startsWith("panic: ") || line.startsWith("fatal error: ") || line.startsWith("runtime: ")
                || line.startsWith("unexpected fault address ") || isSignal(line);
    }

    /** Returns the index of the first line that begins such a report; -1 if there is none. */
    static int beginning(List<String> lines) {
        return IntStream.range(0, lines.size()).filter(i -> begins(lines.get(i))).findFirst().orElse(-1);
    }

    /** Returns the lines of such a report up to the end of the first goroutine's stack; empty if there is no report. */
    static List<String> ofCrashed(List<String> lines) {
        int from = beginning(lines);
        if (from < 0) {
            return List.of();
        }
        int[] goroutines = IntStream.range(from, lines.size()).filter(i -> lines.get(i).startsWith("goroutine ")).limit(2)
                .toArray();
        return lines.subList(from, goroutines.length == 2 ? goroutines[1] : lines.size());
    }

    /**
     * Whether a line continues such a report: goroutine headers, calls, positions, registers and the blank lines
     * between them.
     */
    static boolean continues(String line) {
        return line.isBlank() || line.charAt(0) == '\t' || line.startsWith("goroutine ") || line.startsWith("created by ")
                || line.startsWith("[signal ") || line.startsWith("PC=") || line.startsWith("...additional frames elided...")
                || isCall(line) || isRegister(line);
    }

    /** Matches {@code SIGSEGV: segmentation violation}. */
    private static boolean isSignal(String line) {
        int colon = line.indexOf(": ");
        if (colon < 5 || !line.startsWith("SIG")) {
            return false;
        }
        return line.substring(0, colon).chars().allMatch(c -> c >= 'A' && c <= 'Z' || c >= '0' && c <= '9');
    }

    /** Matches {@code main.(*server).run(0xc000012345, {0x1, 0x2})}: a qualified name, then arguments. */
    private static boolean isCall(String line) {
        int open = line.indexOf('(');
        if (open <= 0 || !line.endsWith(")")) {
            return false;
        }
        int space = line.indexOf(' ');
        String name = line.substring(0, open);
        return (space < 0 || space > open) && (name.indexOf('.') > 0 || name.equals("panic"));
    }

    /** Matches {@code rax 0x0}. */
    private static boolean isRegister(String line) {
        int space = line.indexOf(' ');
        if (space < 2 || space > 6) {
            return false;
        }
        String value = line.substring(space).strip();
        return value.startsWith("0x") && value.substring(2).chars().allMatch(c -> Character.digit(c, 16) >= 0);
    }
}

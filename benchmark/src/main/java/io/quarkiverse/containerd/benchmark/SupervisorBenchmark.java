package io.quarkiverse.containerd.benchmark;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/** Has supervisors start many nodes, each in a Java virtual machine of its own. */
final class SupervisorBenchmark {

    private static final int FIRST_WITH_VIRTUAL_THREADS = 21;
    /** With fewer nodes, what else comes and goes on the heap is more than theirs. */
    private static final int FEWEST_FOR_BYTES = 10_000;

    private final List<JavaHome> homes;
    private final double scale;

    /**
     * @param homes the Java virtual machines
     * @param scale makes the numbers of nodes larger or smaller
     */
    SupervisorBenchmark(List<JavaHome> homes, double scale) {
        this.homes = homes;
        this.scale = scale;
    }

    List<Figure> run() throws IOException, InterruptedException {
        List<Figure> figures = new ArrayList<>();
        for (JavaHome home : homes) {
            boolean virtual = home.feature() >= FIRST_WITH_VIRTUAL_THREADS;
            for (int nodes : virtual ? new int[] { 1000, 10_000, 100_000 } : new int[] { 1000, 10_000 }) {
                figures.addAll(measure(home, virtual, nodes));
            }
        }
        return figures;
    }

    private List<Figure> measure(JavaHome home, boolean virtual, int nodes) throws IOException, InterruptedException {
        int scaled = (int) Math.max(100, nodes * scale);
        String[] values = run(home, scaled);
        String what = "Java %d, %,d nodes: ".formatted(home.feature(), scaled);
        OptionalDouble none = OptionalDouble.empty();
        Figure start = nodes == (virtual ? 100_000 : 10_000)
                ? Figure.cost(Subject.SUPERVISOR, what + "start", "s", Double.parseDouble(values[1]), none, virtual ? 0.9 : 2.5)
                : Figure.shown(Subject.SUPERVISOR, what + "start", "s", Double.parseDouble(values[1]));
        List<Figure> figures = new ArrayList<>(List.of(start,
                Figure.cost(Subject.SUPERVISOR, what + "from a failure to the decision", "ms", Double.parseDouble(values[2]),
                        none, virtual ? 0.07 : 0.4),
                Figure.shown(Subject.SUPERVISOR, what + "snapshot", "ms", Double.parseDouble(values[4]))));
        if (nodes >= FEWEST_FOR_BYTES) {
            figures.add(Figure.cost(Subject.SUPERVISOR, what + "heap a node", "bytes", Double.parseDouble(values[3]), none,
                    virtual ? 3000 : 1500));
        }
        return figures;
    }

    private static String[] run(JavaHome home, int nodes) throws IOException, InterruptedException {
        List<String> command = Stream.concat(
                Stream.concat(Stream.of(home.program().toString()), JvmVariant.LIGHT.stream()),
                Stream.of("-cp", System.getProperty("java.class.path"), SupervisorProgram.class.getName(),
                        Integer.toString(nodes)))
                .toList();
        Process program = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        String[] lines = new String(program.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip().split("\n");
        if (program.waitFor() != 0) {
            throw new IOException(String.join(" ", command) + " has failed");
        }
        return lines[lines.length - 1].split(" ");
    }
}

package io.quarkiverse.containerd;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The examples in the documentation of the API packages compile. */
class PackageExamplesTest {

    private static final String ROOT = "io.quarkiverse.containerd";
    private static final Path SOURCES = Path.of("src/main/java");
    private static final Pattern EXAMPLE = Pattern.compile("<pre>(?:\\{@code)?\n(.*?)\n \\* }?</pre>", Pattern.DOTALL);
    private static final String IMPORTS = Stream.of("java.io.*", "java.time.*", "java.util.*", "java.util.function.*",
            "jakarta.enterprise.context.*", "jakarta.enterprise.event.*", "jakarta.inject.*", "org.jboss.logging.Logger",
            "io.grpc.Status", ROOT + ".*", ROOT + ".client.*", ROOT + ".logs.*", ROOT + ".preseed.*")
            .map(name -> "import " + name + ";\n").collect(Collectors.joining());

    @TempDir
    Path classes;

    @ParameterizedTest
    @ValueSource(strings = { ROOT, ROOT + ".client", ROOT + ".logs", ROOT + ".preseed" })
    void compile(String packageName) throws IOException {
        List<String> examples = examples(packageName);

        assertThat(examples).isNotEmpty().allSatisfy(example -> assertThat(errors(example)).isEmpty());
    }

    private static List<String> examples(String packageName) throws IOException {
        String text = Files.readString(SOURCES.resolve(packageName.replace('.', '/')).resolve("package-info.java"));
        return EXAMPLE.matcher(text).results().map(match -> match.group(1).replaceAll("(?m)^ \\* ?", "").replace("&#64;", "@"))
                .toList();
    }

    private List<String> errors(String example) {
        Matcher name = Pattern.compile("class (\\w+)").matcher(example);
        assertThat(name.find()).as("a class in %s", example).isTrue();
        JavaFileObject source = new SimpleJavaFileObject(URI.create("string:///" + name.group(1) + ".java"),
                JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return IMPORTS + example;
            }
        };
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
        compiler.getTask(null, null, diagnostics, List.of("-proc:none", "-Xlint:none", "--release", "17", "-d",
                classes.toString()), null, List.of(source)).call();
        return diagnostics.getDiagnostics().stream().filter(each -> each.getKind() == Diagnostic.Kind.ERROR)
                .map(Object::toString).toList();
    }
}

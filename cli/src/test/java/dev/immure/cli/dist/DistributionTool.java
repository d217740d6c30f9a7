package dev.immure.cli.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** A program of tools/dist, compiled here and called in this process. */
public final class DistributionTool {
    private static final Path TOOLS =
            Path.of(Objects.requireNonNull(System.getProperty("immure.root")), "tools", "dist");

    private DistributionTool() {}

    /** @param work an empty folder for its classes */
    public static void run(String name, Path work, Object... arguments) throws Exception {
        compile(TOOLS.resolve(name + ".java"), work);
        URL classes = URI.create(work.toUri() + "/").toURL();
        try (URLClassLoader loader = new URLClassLoader(new URL[] {classes}, DistributionTool.class.getClassLoader())) {
            Object words = Stream.of(arguments).map(String::valueOf).toArray(String[]::new);
            loader.loadClass(name).getMethod("main", String[].class).invoke(null, words);
        }
    }

    static void compile(Path source, Path work) throws IOException {
        JavaCompiler compiler = Objects.requireNonNull(ToolProvider.getSystemJavaCompiler(), "a JDK");
        StringWriter said = new StringWriter();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, Locale.ROOT, null)) {
            List<String> options = List.of(
                    "-proc:none",
                    "-d",
                    work.toString(),
                    "-sourcepath",
                    TOOLS.toString(),
                    "-cp",
                    System.getProperty("java.class.path"));
            assertThat(compiler.getTask(said, files, null, options, null, files.getJavaFileObjects(source))
                            .call())
                    .as(said.toString())
                    .isTrue();
        }
    }
}

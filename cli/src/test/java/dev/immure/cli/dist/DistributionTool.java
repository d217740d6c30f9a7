package dev.immure.cli.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;

/** A program of tools/dist, compiled here and called in this process. */
public final class DistributionTool {
    private static final Path TOOLS = Path.of("..", "tools", "dist");

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

    /** By the SPI of java.base: module-info has no need of the compiler's module. */
    static void compile(Path source, Path work) {
        StringWriter said = new StringWriter();
        PrintWriter told = new PrintWriter(said, true);
        int status = ToolProvider.findFirst("javac")
                .orElseThrow()
                .run(
                        told,
                        told,
                        "-proc:none",
                        "-d",
                        work.toString(),
                        "-sourcepath",
                        TOOLS.toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        source.toString());
        assertThat(status).as(said.toString()).isZero();
    }
}

package dev.immure.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is on the class path when Immure runs: enough to decide, and nothing that makes code of text. */
class RuntimeClassPathTest {
    private static final Path LIST = Path.of("target", "runtime-class-path.txt");

    private static URLClassLoader runtime() throws IOException {
        List<URL> urls = new ArrayList<>();
        urls.add(url("target/classes"));
        for (String entry : Files.readString(LIST).strip().split(File.pathSeparator, -1)) {
            urls.add(url(entry));
        }
        return new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
    }

    private static URL url(String file) throws MalformedURLException {
        return Path.of(file).toAbsolutePath().toUri().toURL();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "org.eclipse.jdt.internal.compiler.Compiler",
                "org.eclipse.jdt.core.compiler.CompilationProgress",
                "com.github.javaparser.JavaParser",
                "org.drools.mvel.parser.DrlxParser",
                "org.drools.mvelcompiler.MvelCompiler",
                "org.drools.model.codegen.ExecutableModelProject",
                "org.drools.ecj.EclipseJavaCompiler",
                "org.drools.wiring.dynamic.DynamicComponentsSupplier",
                "org.antlr.v4.runtime.Parser"
            })
    void holdsNothingThatMakesCodeOfText(String type) throws IOException, ClassNotFoundException {
        assertThat(Class.forName(type, false, RuntimeClassPathTest.class.getClassLoader()))
                .as("the tests do have it, so the name is right")
                .isNotNull();
        try (URLClassLoader loader = runtime()) {
            assertThatThrownBy(() -> Class.forName(type, false, loader)).isInstanceOf(ClassNotFoundException.class);
        }
    }

    @Test
    void isEnoughToReadAPolicyAndDecide() throws IOException, ReflectiveOperationException {
        Path own = Path.of("target", "test-classes");
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        try (URLClassLoader runtime = runtime();
                URLClassLoader loader = new URLClassLoader(runtime.getURLs(), ClassLoader.getPlatformClassLoader()) {
                    @Override
                    protected Class<?> findClass(String name) throws ClassNotFoundException {
                        Path file = own.resolve(name.replace('.', '/') + ".class");
                        if (!Files.exists(file)) {
                            return super.findClass(name);
                        }
                        try {
                            byte[] bytes = Files.readAllBytes(file);
                            return defineClass(name, bytes, 0, bytes.length);
                        } catch (IOException e) {
                            throw new ClassNotFoundException(name, e);
                        }
                    }
                }) {
            // Drools finds its services through the thread's loader.
            Thread.currentThread().setContextClassLoader(loader);
            Object answer = Class.forName(RuntimeProbe.class.getName(), true, loader)
                    .getMethod("decide")
                    .invoke(null);
            assertThat(answer).isEqualTo("permit BASELINE, deny IMAGE-UNSIGNED");
            assertThatThrownBy(() -> Class.forName("org.junit.jupiter.api.Test", false, loader))
                    .isInstanceOf(ClassNotFoundException.class);
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }
    }
}

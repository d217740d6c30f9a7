package dev.immure.policy.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BuildTest {
    @TempDir
    private Path folder;

    /** This class again, out of a jar. */
    private String build(String jar, String note, long millis) throws IOException, ReflectiveOperationException {
        Path file = folder.resolve(jar);
        String name = BuildTest.class.getName().replace('.', '/') + ".class";
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(file));
                InputStream in = BuildTest.class.getClassLoader().getResourceAsStream(name)) {
            out.putNextEntry(new JarEntry(name));
            in.transferTo(out);
            out.putNextEntry(new JarEntry(note));
        }
        Files.setLastModifiedTime(file, FileTime.fromMillis(millis));
        try (URLClassLoader loader = new URLClassLoader(new URL[] {file.toUri().toURL()}, null)) {
            return Build.of(Class.forName(BuildTest.class.getName(), false, loader));
        }
    }

    @Test
    void anotherJarOfTheSameVersionIsAnotherBuild() throws IOException, ReflectiveOperationException {
        String one = build("one.jar", "a", 1_000);
        assertThat(one).isNotEmpty().isEqualTo(build("same.jar", "a", 1_000));
        assertThat(build("later.jar", "a", 2_000)).isNotEqualTo(one);
        assertThat(build("larger.jar", "a longer one", 1_000)).isNotEqualTo(one);
    }

    @Test
    void whatIsInNoJarHasNoBuildOfItsOwn() {
        assertThat(Build.of(String.class)).isEmpty();
    }
}

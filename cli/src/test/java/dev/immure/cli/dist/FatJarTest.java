package dev.immure.cli.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeModel;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class FatJarTest {
    private static final String SAMPLE = """
            package dev.immure;
            import java.util.List;
            public final class Sample {
                sealed interface Shape {
                    record Circle(int r) implements Shape {}
                    record Square(Integer side, String name) implements Shape {}
                    record Odd() implements Shape {}
                    default String told() {
                        return switch (this) {
                            case Circle c when c.r() > 5 -> "large";
                            case Circle c -> "circle " + c.r();
                            case Square(Integer s, String n) when s > 3 -> n + s;
                            case Square s -> "square";
                            case Odd o -> "odd";
                        };
                    }
                }
                enum Colour { RED, BLUE }
                record Wide(boolean z, byte b, char c, short s, int i, long l, float f, double d, String t, int[] a, List<Object> o) {}
                static String kind(Object o) {
                    return switch (o) {
                        case null -> "null";
                        case String[] s -> "strings";
                        case int[] a -> "ints";
                        case String s when s.isEmpty() -> "empty";
                        case CharSequence s -> "text";
                        case Colour.RED -> "red";
                        case Colour c -> "colour";
                        default -> "other";
                    };
                }
                static Wide wide(float f, double d, String t, int[] a) {
                    return new Wide(true, (byte) 1, 'c', (short) 2, 3, 4L << 40, f, d, t, a, List.of(1, "x"));
                }
                public static String answers() {
                    StringBuilder text = new StringBuilder();
                    for (Shape s : List.of(new Shape.Circle(9), new Shape.Circle(1), new Shape.Square(7, "n"), new Shape.Square(1, null), new Shape.Odd())) {
                        text.append(s.told()).append(s.hashCode()).append(s).append('\\n');
                    }
                    text.append(new Shape.Odd()).append(new Shape.Odd().equals(new Shape.Odd())).append("odd[]\\n");
                    for (Object o : new Object[] {null, new String[0], new int[0], "", "x", Colour.RED, Colour.BLUE, 7}) {
                        text.append(kind(o)).append('\\n');
                    }
                    Wide one = wide(Float.NaN, -0.0, "t", null);
                    text.append(one).append(one.hashCode()).append('\\n');
                    for (Wide two : List.of(wide(Float.NaN, -0.0, "t", null), wide(Float.NaN, 0.0, "t", null), wide(0f, -0.0, "t", null),
                            wide(Float.NaN, -0.0, null, null), wide(Float.NaN, -0.0, "t", new int[0]))) {
                        text.append(one.equals(two)).append(two.equals(one)).append(two.hashCode() == one.hashCode()).append(' ');
                    }
                    text.append(one.equals(null)).append(one.equals("x"));
                    return text.append('\\n').toString();
                }
            }
            """;

    @TempDir
    private Path folder;

    private int tools;

    private Path first;
    private Path second;

    @BeforeEach
    void makeJars() throws IOException {
        first = jar("first.jar", Map.of("META-INF/services/x.Y", "a.A\n", "same", "first", "META-INF/LICENSE", "one"));
        second = jar(
                "second.jar",
                Map.of(
                        "META-INF/services/x.Y", "# comment\nb.B\na.A\n",
                        "same", "second",
                        "META-INF/NOTICE.txt", "two",
                        "META-INF/SIGNER.SF", "x",
                        "META-INF/SIGNER.RSA", "x",
                        "META-INF/versions/9/same", "versioned",
                        "META-INF/versions/99/same", "of the future",
                        "other", "o"));
    }

    @Test
    void theSameJarsMakeTheSameBytes() throws Exception {
        assertThat(Files.readAllBytes(made(first, second))).isEqualTo(Files.readAllBytes(made(first, second)));
    }

    @Test
    void entriesAreStoredSortedAndOfOneTime() throws Exception {
        try (JarFile made = new JarFile(made(first, second).toFile())) {
            List<ZipEntry> entries = new ArrayList<>(Collections.list(made.entries()));
            assertThat(entries).allSatisfy(entry -> {
                assertThat(entry.getMethod()).isEqualTo(ZipEntry.STORED);
                assertThat(entry.getTimeLocal()).hasToString("2025-06-15T15:06:40");
            });
            List<String> names = entries.stream().map(ZipEntry::getName).toList();
            assertThat(names).first().isEqualTo("META-INF/MANIFEST.MF");
            assertThat(names.subList(1, names.size())).isSorted();
        }
    }

    @Test
    void theFirstJarWinsServicesAreJoinedAndLicencesKept() throws Exception {
        try (JarFile made = new JarFile(made(first, second).toFile())) {
            assertThat(text(made, "same")).isEqualTo("first");
            assertThat(text(made, "META-INF/services/x.Y")).isEqualTo("a.A\nb.B\n");
            assertThat(text(made, "META-INF/legal/first/LICENSE")).isEqualTo("one");
            assertThat(text(made, "META-INF/legal/second/NOTICE.txt")).isEqualTo("two");
        }
        try (JarFile made = new JarFile(made(second).toFile())) {
            assertThat(text(made, "same")).isEqualTo("versioned");
            assertThat(made.getEntry("META-INF/SIGNER.SF")).isNull();
            assertThat(made.getEntry("META-INF/SIGNER.RSA")).isNull();
        }
    }

    @Test
    void bouncyCastleIsNoLongerSigned() throws Exception {
        try (JarFile made = new JarFile(made(of(BouncyCastleProvider.class)).toFile(), true)) {
            ZipEntry entry = made.getEntry("org/bouncycastle/jce/provider/BouncyCastleProvider.class");
            try (InputStream in = made.getInputStream(entry)) {
                assertThat(in.readAllBytes()).isNotEmpty();
            }
            assertThat(made.getJarEntry(entry.getName()).getCodeSigners()).isNull();
        }
    }

    /** Not one is left that Java's cache would leave out, and the verifier takes all of them. */
    @Test
    void oldClassesAreWrittenAnewAndVerified() throws Exception {
        Path made = made(of(CommandLine.class), of(Class.forName("org.antlr.runtime.Lexer")));
        List<String> names = new ArrayList<>();
        try (JarFile jar = new JarFile(made.toFile())) {
            for (ZipEntry entry : Collections.list(jar.entries())) {
                if (entry.getName().endsWith(".class")) {
                    byte[] bytes = jar.getInputStream(entry).readAllBytes();
                    assertThat(((bytes[6] & 0xff) << 8) | (bytes[7] & 0xff))
                            .as(entry.getName())
                            .isGreaterThanOrEqualTo(50);
                    names.add(entry.getName().replace('/', '.').replaceFirst("\\.class$", ""));
                }
            }
        }
        assertThat(names).hasSizeGreaterThan(300);
        int linked = 0;
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {made.toUri().toURL()}, ClassLoader.getPlatformClassLoader())) {
            for (String name : names) {
                try {
                    Class.forName(name, true, loader);
                    linked++;
                } catch (NoClassDefFoundError e) {
                    // What it is for, such as Groovy or StringTemplate, is not delivered.
                    assertThat(e.getMessage()).matches("(groovy|org/(antlr/)?stringtemplate|org/codehaus/groovy).*");
                }
            }
        }
        assertThat(linked).isGreaterThan(300);
    }

    /** What DirectCalls writes out answers as what the JDK would have made. */
    @Test
    void switchesAndRecordsAnswerAsBefore() throws Exception {
        Path source = Files.writeString(folder.resolve("Sample.java"), SAMPLE);
        Path classes = Files.createDirectory(folder.resolve("sample"));
        DistributionTool.compile(source, classes);
        Path jar = folder.resolve("sample.jar");
        try (OutputStream out = Files.newOutputStream(jar);
                ZipOutputStream zip = new ZipOutputStream(out);
                Stream<Path> files = Files.walk(classes)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                zip.putNextEntry(new ZipEntry(classes.relativize(file).toString()));
                zip.write(Files.readAllBytes(file));
            }
        }
        Path renewed = made(jar);
        String before = answers(jar);
        assertThat(before).contains("odd[]", "Wide[z=true, b=1, ").hasLineCount(16);
        assertThat(answers(renewed)).isEqualTo(before);
        // The other one is a switch with a constant of an enum.
        assertThat(bootstraps(jar)).containsExactly("ObjectMethods", "StringConcatFactory", "SwitchBootstraps");
        assertThat(bootstraps(renewed)).containsExactly("StringConcatFactory", "SwitchBootstraps");
    }

    private static String answers(Path jar) throws Exception {
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {jar.toUri().toURL()}, ClassLoader.getPlatformClassLoader())) {
            return (String)
                    loader.loadClass("dev.immure.Sample").getMethod("answers").invoke(null);
        }
    }

    /** The bootstrap methods that its code calls. */
    private static Set<String> bootstraps(Path jar) throws IOException {
        Set<String> called = new TreeSet<>();
        try (JarFile file = new JarFile(jar.toFile())) {
            for (ZipEntry entry : Collections.list(file.entries())) {
                if (entry.getName().endsWith(".class")) {
                    ClassFile.of().parse(file.getInputStream(entry).readAllBytes()).methods().stream()
                            .flatMap(method -> method.code().stream().flatMap(CodeModel::elementStream))
                            .filter(InvokeDynamicInstruction.class::isInstance)
                            .map(call -> ((InvokeDynamicInstruction) call)
                                    .bootstrapMethod()
                                    .owner()
                                    .displayName())
                            .forEach(called::add);
                }
            }
        }
        return called;
    }

    private Path made(Path... jars) throws Exception {
        Path classes = Files.createDirectory(folder.resolve("tool" + tools));
        Path out = folder.resolve("out" + tools++ + ".jar");
        Object[] arguments =
                Stream.concat(Stream.of(out, "1750000000"), Stream.of(jars)).toArray();
        DistributionTool.run("FatJar", classes, arguments);
        return out;
    }

    private Path jar(String name, Map<String, String> entries) throws IOException {
        Path jar = folder.resolve(name);
        try (OutputStream out = Files.newOutputStream(jar);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            for (Map.Entry<String, String> entry : entries.entrySet()) {
                zip.putNextEntry(new ZipEntry(entry.getKey()));
                zip.write(entry.getValue().getBytes(StandardCharsets.UTF_8));
            }
        }
        return jar;
    }

    private static Path of(Class<?> type) throws Exception {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    }

    private static String text(JarFile jar, String name) throws IOException {
        try (InputStream in = jar.getInputStream(jar.getEntry(name))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}

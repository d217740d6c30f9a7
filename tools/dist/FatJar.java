import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeModel;
import java.lang.classfile.MethodModel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Puts jars together into the one that Immure is distributed as: {@code java FatJar.java OUT EPOCH-SECONDS JAR...}, the first
 * jar wins. Nothing is compressed (Java maps it and reads classes at once), entries are sorted and bear one time (the same jars
 * make the same bytes), no entry is signed, and no class is too old for Java's cache of classes: docs/adr/0010-distribution.md
 * says why.
 */
public final class FatJar {
    private static final String MANIFEST = "META-INF/MANIFEST.MF";
    private static final String SERVICES = "META-INF/services/";
    private static final Pattern VERSIONED = Pattern.compile("META-INF/versions/(\\d+)/(.+)");
    private static final Pattern SIGNATURE = Pattern.compile("META-INF/([^/]+\\.(SF|RSA|DSA|EC)|SIG-[^/]+)");
    private static final Pattern LEGAL =
            Pattern.compile("(META-INF/)?[^/]*(LICENSE|NOTICE|COPYING|COPYRIGHT)[^/]*", Pattern.CASE_INSENSITIVE);
    /** Of machines that Immure does not run on, and of builds. */
    private static final Pattern UNUSED = Pattern.compile("META-INF/maven/.*|META-INF/INDEX.LIST|module-info.class"
            + "|jni/(?!x86_64-Linux/|aarch64-Linux/).*|(win|darwin|freebsd|aix)/.*|linux/(?!amd64/|aarch64/).*");

    /** Java 6 (JVMS 4.10). */
    private static final int FIRST_WITH_MAPS = 50;

    private final TreeMap<String, byte[]> entries = new TreeMap<>();
    private final TreeMap<String, Set<String>> services = new TreeMap<>();

    private FatJar() {}

    public static void main(String[] arguments) throws IOException {
        FatJar fat = new FatJar();
        for (String jar : Arrays.asList(arguments).subList(2, arguments.length)) {
            fat.add(Path.of(jar));
        }
        fat.renew();
        fat.write(Path.of(arguments[0]), Instant.ofEpochSecond(Long.parseLong(arguments[1])));
    }

    private void add(Path path) throws IOException {
        String jar = path.getFileName().toString().replaceFirst("\\.jar$", "");
        Map<String, byte[]> own = new HashMap<>();
        Map<String, Integer> versions = new HashMap<>();
        try (JarFile file = new JarFile(path.toFile(), false)) {
            for (ZipEntry entry : Collections.list(file.entries())) {
                if (entry.isDirectory()) {
                    continue;
                }
                String name = entry.getName();
                int version = 0;
                Matcher versioned = VERSIONED.matcher(name);
                if (versioned.matches()) {
                    // The runtime is delivered too: what a jar has for it, and nothing for others, is all that is needed.
                    version = Integer.parseInt(versioned.group(1));
                    name = versioned.group(2);
                }
                if (version > Runtime.version().feature() || isLeftOut(name) || versions.getOrDefault(name, -1) > version) {
                    continue;
                }
                try (InputStream in = file.getInputStream(entry)) {
                    own.put(name, in.readAllBytes());
                }
                versions.put(name, version);
            }
        }
        own.forEach((name, bytes) -> merge(jar, name, bytes));
    }

    private static boolean isLeftOut(String name) {
        return name.equals(MANIFEST) || SIGNATURE.matcher(name).matches() || UNUSED.matcher(name).matches();
    }

    private void merge(String jar, String name, byte[] bytes) {
        if (LEGAL.matcher(name).matches()) {
            entries.put("META-INF/legal/" + jar + "/" + name.substring(name.lastIndexOf('/') + 1), bytes);
        } else if (name.startsWith(SERVICES)) {
            Set<String> lines = services.computeIfAbsent(name, key -> new LinkedHashSet<>());
            new String(bytes, StandardCharsets.UTF_8).lines().map(String::strip).filter(line -> !line.isEmpty() && !line.startsWith("#")).forEach(lines::add);
        } else {
            entries.putIfAbsent(name, bytes);
        }
    }

    /**
     * Classes from before Java 6 have no stack maps, are verified by another verifier, and are left out of the cache: their code
     * is written anew, the same but for the maps. Of ours, what javac leaves to be made at run time is written out.
     */
    private void renew() {
        // The types of these jars, then those of this Java.
        ClassHierarchyResolver hierarchy = ClassHierarchyResolver.ofResourceParsing(type -> stream(type.descriptorString()))
                .orElse(ClassHierarchyResolver.defaultResolver())
                .cached();
        ClassFile writer = ClassFile.of(
                ClassFile.StackMapsOption.GENERATE_STACK_MAPS, ClassFile.ClassHierarchyResolverOption.of(hierarchy));
        ClassTransform renewed = (builder, element) -> {
            switch (element) {
                case ClassFileVersion ignored -> builder.withVersion(ClassFile.JAVA_8_VERSION, 0);
                case MethodModel method ->
                    builder.transformMethod(method, (made, part) -> {
                        if (part instanceof CodeModel code) {
                            made.transformCode(code, (instructions, instruction) -> instructions.with(instruction));
                        } else {
                            made.with(part);
                        }
                    });
                default -> builder.with(element);
            }
        };
        for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
            if (entry.getKey().endsWith(".class") && major(entry.getValue()) < FIRST_WITH_MAPS) {
                ClassModel old = writer.parse(entry.getValue());
                entry.setValue(writer.transformClass(old, renewed));
            } else if (entry.getKey().startsWith("dev/immure/") && entry.getKey().endsWith(".class")) {
                entry.setValue(DirectCalls.in(entry.getValue(), hierarchy));
            }
        }
    }

    /** The class that L…; describes; null where it is none of these jars'. */
    private InputStream stream(String descriptor) {
        byte[] bytes = entries.get(descriptor.substring(1, descriptor.length() - 1) + ".class");
        return bytes == null ? null : new ByteArrayInputStream(bytes);
    }

    /** JVMS 4.1: u4 magic, u2 minor, u2 major. */
    private static int major(byte[] type) {
        return (type[6] & 0xff) << 8 | type[7] & 0xff;
    }

    private void write(Path out, Instant time) throws IOException {
        services.forEach((name, lines) ->
                entries.put(name, (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8)));
        try (OutputStream file = Files.newOutputStream(out);
                ZipOutputStream zip = new ZipOutputStream(file)) {
            zip.setMethod(ZipOutputStream.STORED);
            put(zip, MANIFEST, manifest(), time);
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                put(zip, entry.getKey(), entry.getValue(), time);
            }
        }
    }

    private static byte[] manifest() throws IOException {
        Manifest manifest = new Manifest();
        Attributes main = manifest.getMainAttributes();
        main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        main.put(Attributes.Name.MAIN_CLASS, "dev.immure.cli.Main");
        main.put(new Attributes.Name("Enable-Native-Access"), "ALL-UNNAMED");
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        manifest.write(bytes);
        return bytes.toByteArray();
    }

    private static void put(ZipOutputStream zip, String name, byte[] bytes, Instant time) throws IOException {
        ZipEntry entry = new ZipEntry(name);
        entry.setTimeLocal(time.atOffset(ZoneOffset.UTC).toLocalDateTime());
        entry.setSize(bytes.length);
        CRC32 sum = new CRC32();
        sum.update(bytes);
        entry.setCrc(sum.getValue());
        zip.putNextEntry(entry);
        new ByteArrayInputStream(bytes).transferTo(zip);
        zip.closeEntry();
    }
}

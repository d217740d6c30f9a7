package dev.immure.cli.rootless;

import dev.immure.cli.SuppressForbidden;
import dev.immure.cli.demo.Demo;
import dev.immure.core.json.JsonException;
import dev.immure.core.json.JsonLimits;
import dev.immure.core.json.JsonObject;
import dev.immure.core.json.StrictJson;
import dev.immure.core.resource.CgroupLayout;
import dev.immure.core.resource.MountEntry;
import dev.immure.signing.SigningKey;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A user who is not root, made for a test: an id that no account has, with a line of his own in copies of /etc/passwd,
 * /etc/subuid and the like, which are mounted over the machine's own in a mount namespace of the command alone. He has a
 * home, a copy of Immure that he can read, and cgroups of his own.
 */
final class OrdinaryUser implements AutoCloseable {
    static final int ID = 61_234;
    static final String NAME = "walled";

    /** Enough for two sandboxes at once. */
    static final String TWO_SLOTS = NAME + ":3000000:131072\n";

    private static final JsonLimits RECEIPT = new JsonLimits(1 << 22, 100, 1 << 20);

    private final Path folder;
    private final String cgroup;
    private final List<Path> cgroups;
    private final Map<String, String> settings;

    /** How a command ended, and what it said. */
    record Outcome(int status, String out, String err) {
        List<String> lines() {
            return out.lines().toList();
        }
    }

    private OrdinaryUser(Path folder, String cgroup, List<Path> cgroups, Map<String, String> settings) {
        this.folder = folder;
        this.cgroup = cgroup;
        this.cgroups = cgroups;
        this.settings = settings;
    }

    /** @param folder of the test, empty; opened to everybody */
    static OrdinaryUser in(Path folder) throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path home = Files.createDirectory(folder.resolve("home"));
        give(home);
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwx------"));
        copyImmure(folder);
        account(folder, "passwd", NAME + ":x:" + ID + ":" + ID + "::" + home + ":/bin/false\n");
        account(folder, "group", NAME + ":x:" + ID + ":\n");
        String cgroup = "immure-user-" + ProcessHandle.current().pid();
        return new OrdinaryUser(folder, "/" + cgroup, makeCgroups(cgroup), Map.of("SUBIDS", TWO_SLOTS));
    }

    /** The same user, with one thing of his surroundings changed: a variable of the script below. */
    OrdinaryUser with(String name, String value) {
        Map<String, String> changed = new TreeMap<>(settings);
        changed.put(name, value);
        return new OrdinaryUser(folder, cgroup, cgroups, changed);
    }

    Path home() {
        return folder.resolve("home");
    }

    Path state() {
        return home().resolve("state");
    }

    String cgroup() {
        return cgroup;
    }

    /** A file or directory of his. */
    static void give(Path file) throws IOException {
        Files.setAttribute(file, "unix:uid", ID, LinkOption.NOFOLLOW_LINKS);
        Files.setAttribute(file, "unix:gid", ID, LinkOption.NOFOLLOW_LINKS);
    }

    private static void account(Path folder, String name, String line) throws IOException {
        Files.writeString(folder.resolve(name), Files.readString(Path.of("/etc", name)) + line);
    }

    /** The test's class path may lie where only root can look. */
    private static void copyImmure(Path folder) throws IOException {
        Path to = Files.createDirectory(folder.resolve("immure"));
        String[] entries = System.getProperty("java.class.path").split(":", -1);
        for (int i = 0; i < entries.length; i++) {
            Path from = Path.of(entries[i]);
            if (Files.exists(from)) {
                copy(from, to.resolve(i + (Files.isDirectory(from) ? "" : ".jar")));
            }
        }
        copy(Path.of(System.getProperty("jffi.boot.library.path")), to.resolve("native"));
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Path copy = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(copy);
                } else {
                    Files.copy(file, copy);
                }
            }
        }
    }

    private String classPath() {
        int entries = System.getProperty("java.class.path").split(":", -1).length;
        return IntStream.range(0, entries)
                .mapToObj(i -> folder.resolve("immure") + "/" + i)
                .flatMap(entry -> Stream.of(entry, entry + ".jar"))
                .filter(entry -> Files.exists(Path.of(entry)))
                .collect(Collectors.joining(":"));
    }

    /** What an administrator delegates: one directory in each hierarchy (cgroups(7), "Cgroups delegation"). */
    private static List<Path> makeCgroups(String name) throws IOException {
        List<Path> made = new ArrayList<>();
        boolean unified = CgroupLayout.detect() instanceof CgroupLayout.V2;
        for (MountEntry mount : MountEntry.parse(Files.readString(Path.of("/proc/self/mountinfo")))) {
            boolean v1 = mount.type().equals("cgroup")
                    && Stream.of("memory", "pids", "cpu", "cpuacct").anyMatch(mount.superOptions()::contains);
            if (v1 || (unified && mount.type().equals("cgroup2"))) {
                Path directory = Files.createDirectories(mount.mountPoint().resolve(name));
                made.add(directory);
                for (String file : List.of("", "cgroup.procs", "cgroup.subtree_control")) {
                    if (Files.exists(directory.resolve(file))) {
                        give(directory.resolve(file));
                    }
                }
            }
        }
        return made;
    }

    /** A signed image around the probe, made by the user himself. */
    void packTheProbe(String name, String... options) throws IOException, InterruptedException {
        Path tree = home().resolve("tree");
        if (!Files.exists(tree)) {
            makeTree(tree);
        }
        List<String> pack =
                new ArrayList<>(List.of("image", "pack", tree.toString(), name, "--entrypoint", "/bin/probe"));
        pack.addAll(List.of(options));
        require(immure(pack.toArray(String[]::new)));
        require(immure("image", "sign", "--key", home().resolve("key.pem").toString(), name));
    }

    private void makeTree(Path tree) throws IOException {
        for (String directory : List.of("bin", "etc", "proc", "dev", "sys", "tmp", "data")) {
            Files.createDirectories(tree.resolve(directory));
        }
        try (InputStream probe =
                Objects.requireNonNull(Demo.class.getResourceAsStream("probe"), "no probe was built")) {
            Files.copy(probe, tree.resolve("bin/probe"));
        }
        Files.setPosixFilePermissions(tree.resolve("bin/probe"), PosixFilePermissions.fromString("rwxr-xr-x"));
        SigningKey key = SigningKey.generateEcdsaP256();
        Files.writeString(home().resolve("key.pem"), key.privatePem());
        Files.writeString(home().resolve("key.pub.pem"), key.publicPem());
        Files.setPosixFilePermissions(home().resolve("key.pem"), PosixFilePermissions.fromString("rw-------"));
        try (Stream<Path> files = Files.walk(home())) {
            for (Path file : (Iterable<Path>) files::iterator) {
                give(file);
            }
        }
    }

    private static void require(Outcome outcome) {
        if (outcome.status() != 0) {
            throw new AssertionError(outcome.toString());
        }
    }

    /** Where the receipt of the last run is. */
    Path receipt() {
        return home().resolve("receipt.json");
    }

    /** {@code immure run OPTIONS IMAGE COMMAND}, with a receipt. */
    Outcome run(String options, String image, String command) throws IOException, InterruptedException {
        Files.deleteIfExists(receipt());
        List<String> words = new ArrayList<>(
                List.of("run", "--key", home().resolve("key.pub.pem").toString()));
        words.addAll(List.of("--receipt", receipt().toString()));
        if (!options.isEmpty()) {
            words.addAll(List.of(options.split(" ", -1)));
        }
        words.add(image);
        words.addAll(List.of(command.split(" ", -1)));
        return immure(words.toArray(String[]::new));
    }

    String verdict() {
        try {
            return receipt(receipt()).requireObject("result").requireString("verdict");
        } catch (JsonException e) {
            throw new AssertionError(e);
        }
    }

    /** Runs {@code immure} as this user, below his own cgroup unless the test took it from him. */
    Outcome immure(String... arguments) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of(arguments));
        if (!settings.containsKey("NO_CGROUP")
                && List.of("run", "plan", "doctor", "demo").contains(arguments[0])) {
            words.addAll(1, List.of("--cgroup-parent", cgroup));
        }
        return immureItself(words);
    }

    /** The same, without a word about cgroups. */
    Outcome immureItself(List<String> words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "-Djnr.ffi.asm.enabled=false",
                "-Djffi.boot.library.path=" + folder.resolve("immure/native"),
                "-cp",
                classPath(),
                settings.getOrDefault("MAIN", "dev.immure.cli.Main")));
        command.addAll(words);
        return run(command);
    }

    /** Any command as this user. */
    @SuppressForbidden(reason = "unshare(1), mount(8) and setpriv(1) make the user")
    Outcome run(List<String> command) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of("unshare", "--mount", "sh", "-ec", SCRIPT, "sh"));
        all.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(all);
        Path err = Files.createTempFile(folder, "err", null);
        builder.redirectError(err.toFile());
        builder.environment().put("FOLDER", folder.toString());
        builder.environment().put("USER_ID", Integer.toString(ID));
        builder.environment().putAll(settings);
        Process process = builder.start();
        process.getOutputStream().close();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int status = process.waitFor();
        return new Outcome(status, out, Files.readString(err));
    }

    /**
     * As root in a mount namespace of its own: the files of /etc, then what the test wants to be different ($BEFORE), then
     * becomes the user. newuidmap(1) reads /etc/subuid here.
     */
    private static final String SCRIPT = """
            copy=$(mktemp -d "$FOLDER/etc.XXXXXX")
            printf '%s' "$SUBIDS" >"$copy/subids"
            mount --bind "$FOLDER/passwd" /etc/passwd
            mount --bind "$FOLDER/group" /etc/group
            for file in subuid subgid; do mount --bind "$copy/subids" /etc/$file; done
            eval "${BEFORE:-}"
            home=$FOLDER/home
            [ -z "${INSIDE:-}" ] || set -- sh -c "$INSIDE" sh "$@"
            become="setpriv --reuid $USER_ID --regid $USER_ID --clear-groups ${PRIVILEGES:-}"
            exec ${ENTER:-} ${AS:-$become} \\
                env -i HOME="$home" XDG_DATA_HOME="$home" PATH="$PATH" "$@"
            """;

    static JsonObject receipt(Path file) {
        try {
            return StrictJson.parseObject(Files.readAllBytes(file), RECEIPT);
        } catch (IOException | JsonException e) {
            throw new AssertionError(file.toString(), e);
        }
    }

    /** What the receipt of the last run says of one wall. */
    String wall(String name) {
        try {
            return receipt(receipt()).requireObject("walls").requireObject(name).toString();
        } catch (JsonException e) {
            throw new AssertionError(e);
        }
    }

    /** Whether the user's cgroups are empty again. */
    List<Path> leftCgroups() throws IOException {
        List<Path> left = new ArrayList<>();
        for (Path directory : cgroups) {
            try (Stream<Path> children = Files.list(directory)) {
                children.filter(Files::isDirectory).forEach(left::add);
            }
        }
        return left;
    }

    @Override
    public void close() throws IOException {
        for (Path child : leftCgroups()) {
            Files.deleteIfExists(child);
        }
        for (Path directory : cgroups) {
            Files.deleteIfExists(directory);
        }
    }
}

package dev.immure.core.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.immure.core.ImmureException;
import dev.immure.core.audit.Receipt;
import dev.immure.core.host.HostProbe;
import dev.immure.core.host.SelinuxSupport;
import dev.immure.core.plan.Mount;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The label of a sandbox, on a host where SELinux enforces and knows Immure's module: the virtual machine of tests/vm.
 * What the label refuses is allowed by everything else; each test shows it by the same act without the label.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SelinuxIT {
    private static final String DENIED = "open = -13";
    private static final String OPENED = "open = 3";

    @TempDir
    static Path directory;

    private static Path tree = Path.of("/nonexistent");

    @BeforeAll
    static void makeTree() throws IOException {
        assumeTrue(
                HostProbe.probe().selinux().types().equals(Optional.of(SelinuxSupport.Types.IMMURE)),
                "SELinux does not enforce here with Immure's module");
        tree = TestSandbox.makeTree(directory);
    }

    private static TestSandbox labelled(String level, String... acts) {
        return TestSandbox.of(tree, acts).label("immure_t", level);
    }

    private static Mount.Bind bind(Path source, String destination, Mount.Kind kind, Mount.Access access) {
        return new Mount.Bind(source.toString(), destination, kind, access, new Mount.Owner(1000, 1000));
    }

    private static String said(TestSandbox sandbox) {
        sandbox.run();
        assertThat(sandbox.err()).isEmpty();
        return sandbox.out().strip();
    }

    private static String contextOf(Path file) throws IOException, InterruptedException {
        Process stat = new ProcessBuilder("stat", "-c", "%C", file.toString()).start();
        String context = new String(stat.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        assertThat(stat.waitFor()).isZero();
        return context;
    }

    /** A file that root's own umask would never make: everybody may do everything with it. */
    private static Path openToAll(String name) throws IOException {
        Path file = Files.writeString(directory.resolve(name), "text");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
        return file;
    }

    /** A directory of the host that two sandboxes share: theirs by its type, nobody's by its level. */
    private static Path shared(String name) throws IOException, InterruptedException {
        Path shared = Files.createDirectory(directory.resolve(name));
        Files.setAttribute(shared, "unix:uid", 1000);
        Files.setAttribute(shared, "unix:gid", 1000);
        Files.setPosixFilePermissions(shared, PosixFilePermissions.fromString("rwxrwxrwx"));
        assertThat(new ProcessBuilder("chcon", "system_u:object_r:immure_file_t:s0", shared.toString())
                        .start()
                        .waitFor())
                .isZero();
        return shared;
    }

    @Test
    void theProgramRunsWithItsLabel() {
        assertThat(said(labelled("s0:c1,c513", "show", "/proc/self/attr/current"))
                        .replace("\0", ""))
                .isEqualTo("system_u:system_r:immure_t:s0:c1,c513");
        assertThat(said(TestSandbox.of(tree, "show", "/proc/self/attr/current")))
                .contains(":kernel_t:");
    }

    @Test
    void everyFileSystemOfTheSandboxHasItsLabel() {
        String mounts = said(labelled("s0:c2,c514", "show", "/proc/self/mountinfo")
                .mount(new Mount.Tmpfs("/tmp", 1 << 20, 100, 01777, Mount.Execution.ALLOWED)));
        assertThat(mounts.lines().filter(line -> line.matches(".* - (overlay|tmpfs|devpts) .*")))
                .hasSizeGreaterThanOrEqualTo(4)
                .allMatch(line -> line.contains("system_u:object_r:immure_file_t:s0:c2,c514"));
    }

    @Test
    void anOrdinaryProgramIsNotHampered() {
        TestSandbox sandbox = labelled("s0:c3,c515", "mkdir", "/made", "fill", "/made/file", "1")
                .user(0, 0)
                .stdin("");
        RunReport report = sandbox.run();
        assertThat(sandbox.out().lines()).containsExactly("mkdir = 0", "fill = 0");
        assertThat(report.denied()).isEmpty();
        assertThat(said(labelled("s0:c3,c515", "open-read", "/dev/zero", "open-write", "/dev/null")))
                .isEqualTo("open = 3\nopen = 4");
    }

    @Test
    void aFileOfAnotherTypeIsClosedThoughEverybodyMayReadIt() throws IOException {
        Mount secret = bind(openToAll("secret"), "/secret", Mount.Kind.FILE, Mount.Access.READ_ONLY);
        assertThat(said(TestSandbox.of(tree, "open-read", "/secret").mount(secret)))
                .isEqualTo(OPENED);
        assertThat(said(labelled("s0:c4,c516", "open-read", "/secret").mount(secret)))
                .isEqualTo(DENIED);
    }

    @Test
    void theFirstRefusalIsInTheReport() throws IOException {
        Mount secret = bind(openToAll("named"), "/secret", Mount.Kind.FILE, Mount.Access.READ_ONLY);
        RunReport report = labelled("s0:c5,c517", "open-read", "/secret", "open-read", "/proc/1/stat")
                .mount(secret)
                .run();
        assertThat(report.denied()).contains(new Receipt.Denial("selinux", "read file \"named\" (file_t:s0)"));
    }

    @Test
    void twoSandboxesCannotReadEachOthersFiles() throws IOException, InterruptedException {
        Path shared = shared("shared");
        Mount mount = bind(shared, "/shared", Mount.Kind.DIRECTORY, Mount.Access.READ_WRITE);
        assertThat(said(labelled("s0:c6,c518", "fill", "/shared/one", "1").mount(mount)))
                .isEqualTo("fill = 0");
        assertThat(contextOf(shared.resolve("one"))).isEqualTo("system_u:object_r:immure_file_t:s0:c6,c518");
        assertThat(said(labelled("s0:c7,c519", "open-read", "/shared/one").mount(mount)))
                .isEqualTo(DENIED);
        assertThat(said(labelled("s0:c6,c518", "open-read", "/shared/one").mount(mount)))
                .isEqualTo(OPENED);
        assertThat(said(TestSandbox.of(tree, "open-read", "/shared/one").mount(mount)))
                .isEqualTo(OPENED);
    }

    @Test
    void whatIsBoundKeepsItsLabel() throws IOException, InterruptedException {
        Path file = openToAll("kept");
        String before = contextOf(file);
        said(labelled("s0:c8,c520", "open-read", "/kept")
                .mount(bind(file, "/kept", Mount.Kind.FILE, Mount.Access.READ_ONLY)));
        assertThat(contextOf(file)).isEqualTo(before);
    }

    @Test
    void aLabelThatThePolicyDoesNotKnowIsRefused() {
        assertThatThrownBy(() -> TestSandbox.of(tree, "exit", "0")
                        .label("nonesuch_t", "s0")
                        .run())
                .isInstanceOfSatisfying(ImmureException.class, e -> {
                    assertThat(e.fault().code()).isEqualTo(LaunchFault.STEP);
                    assertThat(e.fault().why()).contains("EINVAL");
                });
    }

    /** A type that is known, and that the caller may not become: the kernel says so at execve, not before. */
    @Test
    void aTypeThatIsNoSandboxesIsRefused() {
        assertThatThrownBy(() ->
                        TestSandbox.of(tree, "exit", "0").label("proc_t", "s0").run())
                .isInstanceOf(ImmureException.class);
    }
}

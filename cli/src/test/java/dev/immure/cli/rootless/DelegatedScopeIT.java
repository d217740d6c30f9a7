package dev.immure.cli.rootless;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.immure.core.resource.CgroupLayout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * As an ordinary user on pure cgroup v2, with what docs/rootless.md says: a scope of his own manager with Delegate=yes. His
 * manager is systemd's, started here in a cgroup of his, as user@.service starts it. In the virtual machine of tests/vm.
 */
class DelegatedScopeIT {
    private static final Path MANAGER = Path.of("/lib/systemd/systemd");

    /** Starts the manager, and the command in a scope of it; says which cgroup that is. */
    private static final String IN_A_SCOPE = """
            export XDG_RUNTIME_DIR=$HOME/run
            mkdir -p -m 700 "$XDG_RUNTIME_DIR"
            rm -rf "$XDG_RUNTIME_DIR/systemd"
            $MANAGER --user --log-target=console >"$HOME/manager" 2>&1 &
            manager=$!
            until systemctl --user is-active --quiet basic.target 2>/dev/null; do
                kill -0 $manager || { cat "$HOME/manager" >&2; exit 125; }
                sleep 0.2
            done
            status=0
            systemd-run --user --scope --quiet -p Delegate=yes -- \
                sh -c 'cat /proc/self/cgroup >"$HOME/scope"; exec "$@"' sh "$@" || status=$?
            kill -58 $manager # SIGRTMIN+24, which ends a manager at once: systemd(1), "Signals"
            wait
            exit $status
            """;

    @TempDir
    private static Path folder;

    private static OrdinaryUser user;

    @BeforeAll
    static void packTheProbe() throws IOException, InterruptedException {
        assumeTrue(CgroupLayout.detect() instanceof CgroupLayout.V2, "not on pure cgroup v2");
        assumeTrue(Files.exists(MANAGER) && Files.exists(Path.of("/run/systemd/system")), "not booted with systemd");
        user = OrdinaryUser.in(folder);
        user.packTheProbe("probe:v1", "-u", "1000:1000");
    }

    @AfterAll
    static void nothingIsLeft() throws IOException {
        if (user != null) {
            removeCgroups(Path.of("/sys/fs/cgroup" + user.cgroup()));
        }
    }

    @Test
    void aSandboxStandsInAScopeOfHisOwn() throws IOException, InterruptedException {
        OrdinaryUser.Outcome outcome = inAScope().run("--memory=32m", "probe:v1", "exit 42");
        assertThat(outcome.status()).as(outcome.toString()).isEqualTo(42);
        assertThat(user.verdict()).isEqualTo("RE");
        assertThat(user.wall("cgroup")).contains("enforced", "v2");
        assertThat(Files.readString(user.home().resolve("scope")).strip())
                .startsWith("0::" + user.cgroup() + "/")
                .endsWith(".scope");
    }

    private static OrdinaryUser inAScope() {
        return user.with("NO_CGROUP", "yes")
                .with("MAIN", PatientMain.class.getName())
                .with("BEFORE", ownCgroup())
                .with("INSIDE", "MANAGER=" + MANAGER + "\n" + IN_A_SCOPE);
    }

    /** One for each manager: it leaves its own behind, with controllers on. */
    private static String ownCgroup() {
        return """
            echo +memory +pids +cpu >/sys/fs/cgroup/cgroup.subtree_control
            echo +memory +pids +cpu >/sys/fs/cgroup%1$s/cgroup.subtree_control
            own=/sys/fs/cgroup%1$s/$$
            mkdir $own
            chown %2$d $own $own/cgroup.procs $own/cgroup.subtree_control
            echo $$ >$own/cgroup.procs
            """.formatted(user.cgroup(), OrdinaryUser.ID);
    }

    private static void removeCgroups(Path directory) throws IOException {
        try (Stream<Path> found = Files.walk(directory)) {
            for (Path one : found.filter(Files::isDirectory)
                    .sorted(Comparator.reverseOrder())
                    .toList()) {
                Files.delete(one);
            }
        }
    }
}

package dev.immure.cli.rootless;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.cli.SuppressForbidden;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Immure inside of a container, which is made here of what one is made of: a bounding set, a filter, namespaces, masks. The
 * sets are docker's defaults (moby, profiles/seccomp and oci/caps/defaults.go).
 */
class ContainerIT {
    private static final String CAPABILITIES = "setpriv --bounding-set "
            + "-all,+chown,+dac_override,+fowner,+fsetid,+kill,+setgid,+setuid,+setpcap,+net_bind_service,+net_raw,"
            + "+sys_chroot,+mknod,+audit_write,+setfcap";

    /** What docker's filter says to who lacks CAP_SYS_ADMIN: EPERM to unshare and mount, ENOSYS to clone3. */
    private static final String FILTER = """
            #include <linux/filter.h>
            #include <linux/seccomp.h>
            #include <stddef.h>
            #include <sys/prctl.h>
            #include <sys/syscall.h>
            #include <unistd.h>
            #define REFUSE(call, error) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, call, 0, 1), \\
                BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | error)
            int main(int count, char **words) {
                struct sock_filter rules[] = {
                    BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
                    REFUSE(__NR_unshare, 1), REFUSE(__NR_mount, 1), REFUSE(__NR_setns, 1), REFUSE(__NR_clone3, 38),
                    BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW) };
                struct sock_fprog program = { sizeof rules / sizeof rules[0], rules };
                if (count < 2 || prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program, 0, 0) != 0)
                    return 99;
                execvp(words[1], words + 1);
                return 98;
            }
            """;

    @TempDir
    private static Path folder;

    private static OrdinaryUser user;
    private static Path state;
    private static Path filter;

    @BeforeAll
    static void makeAnImageThatRootHasToo() throws IOException, InterruptedException {
        user = OrdinaryUser.in(folder);
        user.packTheProbe("probe:v1", "-u", "1000:1000");
        state = folder.resolve("of-root");
        require("cp", "-r", user.home().resolve("immure").toString(), state.toString());
        require("chown", "-R", "0:0", state.toString());
        require("chmod", "-R", "go=", state.toString());
        require(
                "cp",
                user.home().resolve("key.pub.pem").toString(),
                folder.resolve("key.pub.pem").toString());
        Path source = Files.writeString(folder.resolve("filter.c"), FILTER);
        filter = folder.resolve("filter");
        require("gcc", "-o", filter.toString(), source.toString());
    }

    @SuppressForbidden(reason = "cp(1), chown(1) and gcc make what root needs")
    private static void require(String... command) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder(command).inheritIO().start().waitFor())
                .as(String.join(" ", command))
                .isZero();
    }

    @AfterAll
    static void nothingIsLeft() throws IOException {
        assertThat(user.leftCgroups()).isEmpty();
        user.close();
    }

    /** As root, by whatever the container makes of that. */
    private static OrdinaryUser.Outcome asRoot(OrdinaryUser container, String... options)
            throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of("run", "--root", state.toString()));
        words.addAll(List.of("--key", folder.resolve("key.pub.pem").toString()));
        words.addAll(List.of(options));
        words.addAll(List.of("probe:v1", "id"));
        return container.immure(words.toArray(String[]::new));
    }

    private static void assertRuns(OrdinaryUser.Outcome outcome) {
        assertThat(outcome.status()).as(outcome.toString()).isZero();
        assertThat(outcome.out()).contains("Uid:\t1000\t", "CapBnd:\t0000000000000000", "Seccomp:\t2");
    }

    @Test
    void theDefaultsOfDockerAreRefusedByName() throws IOException, InterruptedException {
        OrdinaryUser container = user.with("AS", filter + " " + CAPABILITIES).with("SUBIDS", "");
        RootlessRunIT.assertRefused(
                asRoot(container),
                "IMM-LAUNCH-USER-NAMESPACE",
                "a filter around Immure refuses it",
                "docker run --security-opt seccomp=unconfined");
        assertThat(container.immure("doctor").out())
                .containsPattern("MISSING +user:")
                .contains("unshare(CLONE_NEWUSER): EPERM, from a filter around Immure");
    }

    @Test
    void cgroupsThatAreReadOnlyAreNamed() throws IOException, InterruptedException {
        OrdinaryUser container = user.with("AS", CAPABILITIES)
                .with("SUBIDS", "")
                .with(
                        "BEFORE",
                        "mount --rbind /sys/fs/cgroup /sys/fs/cgroup && for c in /sys/fs/cgroup/*; do "
                                + "mountpoint -q $c && mount -o remount,bind,ro $c; done; :");
        RootlessRunIT.assertRefused(asRoot(container), "IMM-CGROUP-ACCESS", "EROFS", "--cgroup-parent");
    }

    @Test
    void aMaskedProcIsNamed() throws IOException, InterruptedException {
        OrdinaryUser container = user.with("AS", CAPABILITIES)
                .with("SUBIDS", "")
                .with(
                        "BEFORE",
                        "mount -t tmpfs -o ro none /proc/tty && mount --bind /proc/sys /proc/sys && "
                                + "mount -o remount,bind,ro /proc/sys");
        RootlessRunIT.assertRefused(asRoot(container), "IMM-LAUNCH-PROC-MASKED", "systempaths=unconfined");
    }

    /** docker run --security-opt seccomp=unconfined --security-opt systempaths=unconfined, with a cgroup of its own. */
    @Test
    void rootWithoutTheCapabilitiesRunsAsAnOrdinaryUser() throws IOException, InterruptedException {
        assertRuns(asRoot(user.with("AS", CAPABILITIES).with("SUBIDS", "")));
        assertRuns(asRoot(user.with("AS", CAPABILITIES).with("SUBIDS", "root:3000000:65536\n")));
    }

    /** docker run --privileged: own mounts, processes and names, and everything that root of the host may do. */
    @Test
    void aPrivilegedContainerIsAsGoodAsTheHost() throws IOException, InterruptedException {
        OrdinaryUser container = user.with("AS", "unshare --mount --pid --fork --mount-proc --ipc --uts --kill-child");
        Path receipt = folder.resolve("receipt.json");
        assertRuns(asRoot(container, "--receipt", receipt.toString()));
        assertThat(Files.readString(receipt)).contains("2013265920 +65536");
    }

    /** Rootless podman: root, but of a user namespace, in which it may do everything. */
    @Test
    void rootOfAUserNamespaceRunsAsAnOrdinaryUser() throws IOException, InterruptedException {
        OrdinaryUser container = user.with("SUBIDS", "")
                .with(
                        "INSIDE",
                        "exec unshare --user --map-root-user --mount --pid --fork --mount-proc --kill-child \"$@\"");
        OrdinaryUser.Outcome outcome = container.run("--root=" + user.home().resolve("immure"), "probe:v1", "id");
        assertRuns(outcome);
        assertThat(container.wall("user")).contains("1000→0 (the caller), no other id");
    }
}

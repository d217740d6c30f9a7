package dev.immure.cli.rootless;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One thing taken away from the host of an ordinary user: either another way is taken and told, or one line says it. */
class RootlessRefusalIT {
    /** Without a file of /usr/bin, in this mount namespace alone. */
    private static final String HIDE = """
            mkdir "$copy/over" && mount -t tmpfs none "$copy/over" && mkdir "$copy/over/up" "$copy/over/work"
            mount -t overlay none -o "lowerdir=/usr/bin,upperdir=$copy/over/up,workdir=$copy/over/work" /usr/bin
            """;

    /** As containers do over a handful of places. */
    private static final String MASK = "mount -t tmpfs none /proc/tty";

    @TempDir
    private static Path folder;

    private static OrdinaryUser user;

    @BeforeAll
    static void packTheProbe() throws IOException, InterruptedException {
        user = OrdinaryUser.in(folder);
        user.packTheProbe("probe:v1", "-u", "1000:1000");
    }

    @AfterAll
    static void nothingIsLeft() throws IOException {
        assertThat(user.leftCgroups()).isEmpty();
        user.close();
    }

    private static void assertOneId(OrdinaryUser who, String reason) throws IOException, InterruptedException {
        OrdinaryUser.Outcome outcome = who.run("", "probe:v1", "exit 0");
        assertThat(outcome.status()).as(outcome.toString()).isZero();
        assertThat(who.wall("user")).contains("no other id").contains(reason);
    }

    private static void assertRefused(OrdinaryUser who, String code, String... words)
            throws IOException, InterruptedException {
        RootlessRunIT.assertRefused(who.run("", "probe:v1", "exit 0"), code, words);
        assertThat(user.leftCgroups()).isEmpty();
    }

    @Test
    void withoutNewuidmapThereIsOneId() throws IOException, InterruptedException {
        assertOneId(user.with("BEFORE", HIDE + "rm /usr/bin/newuidmap"), "newuidmap is not installed");
    }

    @Test
    void withoutNewgidmapThereIsOneId() throws IOException, InterruptedException {
        assertOneId(user.with("BEFORE", HIDE + "rm /usr/bin/newgidmap"), "newgidmap is not installed");
    }

    @Test
    void newuidmapWithoutRightsIsOfNoUse() throws IOException, InterruptedException {
        assertOneId(
                user.with("BEFORE", HIDE + "chmod u-s /usr/bin/newuidmap"),
                "/usr/bin/newuidmap is neither set-user-ID root nor has capabilities");
    }

    @Test
    void newuidmapWithFileCapabilitiesIsAsGood() throws IOException, InterruptedException {
        String capabilities = "chmod u-s /usr/bin/newuidmap && setcap cap_setuid=ep /usr/bin/newuidmap";
        OrdinaryUser.Outcome outcome = user.with("BEFORE", HIDE + capabilities).run("", "probe:v1", "exit 0");
        assertThat(outcome.status()).as(outcome.toString()).isZero();
        assertThat(user.wall("user")).contains("1→3000001 +65535");
    }

    @Test
    void withNoNewPrivilegesThereIsOneId() throws IOException, InterruptedException {
        assertOneId(user.with("PRIVILEGES", "--no-new-privs"), "no_new_privs is set for the caller");
    }

    @Test
    void newuidmapOnAMountWithoutSetUserIdIsNamed() throws IOException, InterruptedException {
        assertRefused(
                user.with("BEFORE", "mount --bind /usr/bin /usr/bin && mount -o remount,bind,nosuid /usr/bin"),
                "IMM-LAUNCH-ID-MAP",
                "/usr/bin/newuidmap refused: ",
                "on a mount without nosuid");
    }

    @Test
    void withoutSubordinateGroupsThereIsOneId() throws IOException, InterruptedException {
        String none = "echo root:1:1 >\"$copy/none\" && mount --bind \"$copy/none\" /etc/subgid";
        assertOneId(user.with("BEFORE", none), "/etc/subuid and /etc/subgid give user walled (61234) no 65536 ids");
    }

    @Test
    void idsOfSomebodyElseAreNotTaken() throws IOException, InterruptedException {
        assertRefused(
                user.with("SUBIDS", OrdinaryUser.TWO_SLOTS + "other:3000100:10\n"),
                "IMM-HOST-IDCOLLISION",
                "other in /etc/subuid (3000100 to 3000109)");
    }

    @Test
    void aThirdSandboxOfTwoSlotsIsRefused() throws IOException, InterruptedException {
        Path locks = user.home().resolve("immure/ids");
        user.run("", "probe:v1", "exit 0");
        for (String lock : List.of("0.lock", "1.lock")) {
            if (!Files.exists(locks.resolve(lock))) {
                OrdinaryUser.give(Files.createFile(locks.resolve(lock)));
            }
        }
        OrdinaryUser busy =
                user.with("ENTER", "flock --no-fork " + locks + "/0.lock flock --no-fork " + locks + "/1.lock");
        assertRefused(busy, "IMM-HOST-IDEXHAUSTED", "all 2 ranges are in use", "/etc/subuid");
    }

    @Test
    void withoutADelegatedCgroupThereIsNoSandbox() throws IOException, InterruptedException {
        assertRefused(
                user.with("NO_CGROUP", "1"),
                "IMM-CGROUP-ACCESS",
                "systemd-run --user --scope -p Delegate=yes",
                "--cgroup-parent");
    }

    @Test
    void aParentThatIsNotThereIsNamed() throws IOException, InterruptedException {
        OrdinaryUser.Outcome outcome =
                user.with("NO_CGROUP", "1").run("--cgroup-parent=/nobody/made/this", "probe:v1", "exit 0");
        RootlessRunIT.assertRefused(outcome, "IMM-CGROUP-ACCESS", "/nobody/made/this", "ENOENT");
    }

    @Test
    void whereNoUserNamespaceMayBeMadeTheSettingIsNamed() throws IOException, InterruptedException {
        // A user namespace around it with a number of its own: that of the machine is not touched.
        OrdinaryUser limited = user.with(
                "INSIDE",
                "exec unshare --user --map-root-user sh -c 'echo 0 >/proc/sys/user/max_user_namespaces && exec \"$@\"' "
                        + "sh \"$@\"");
        // The store is the user's own, and in there seems to be root's: that is another refusal than the one meant
        // here.
        Path anyOwner = Files.writeString(user.home().resolve("any-owner.yaml"), "schema: 1\nverify-tree: none\n");
        RootlessRunIT.assertRefused(
                limited.run("--config=" + anyOwner + " --root=" + user.home().resolve("immure"), "probe:v1", "exit 0"),
                "IMM-LAUNCH-USER-NAMESPACE",
                "user.max_user_namespaces",
                "sysctl");
    }

    @Test
    void aMaskedProcIsNamed() throws IOException, InterruptedException {
        assertRefused(
                user.with("BEFORE", MASK),
                "IMM-LAUNCH-PROC-MASKED",
                "docker run --security-opt systempaths=unconfined");
    }

    @Test
    void doctorSaysWhatThisUserHas() throws IOException, InterruptedException {
        assertThat(user.immure("doctor").status()).isZero();
        OrdinaryUser.Outcome without = user.with("NO_CGROUP", "1").immure("doctor");
        assertThat(without.status()).isEqualTo(1);
        assertThat(without.out()).contains("MISSING    cgroup:").contains("--cgroup-parent PATH");
        assertThat(user.with("BEFORE", MASK).immure("doctor").out())
                .contains("MISSING    pid")
                .contains("mounts over /proc/tty");
        assertThat(user.with("SUBIDS", "").immure("doctor").out()).contains("one id for everything in a sandbox");
    }

    @Test
    void everyOtherCommandWorks() throws IOException, InterruptedException {
        String key = user.home().resolve("key.pub.pem").toString();
        for (List<String> words : List.of(
                List.of("verify", "--key", key, "probe:v1"),
                List.of("policy", "check", "--key", key, "probe:v1"),
                List.of("profile", "ls"),
                List.of("profile", "show", "default"),
                List.of("image", "ls"),
                List.of("image", "inspect", "probe:v1"),
                List.of("image", "gc"),
                List.of("plan", "--key", key, "probe:v1"),
                List.of("audit", "show"),
                List.of("audit", "verify"))) {
            OrdinaryUser.Outcome outcome = user.immure(words.toArray(String[]::new));
            assertThat(outcome.status()).as(words + ": " + outcome).isZero();
        }
        assertThat(Files.exists(user.home().resolve("immure/audit"))).isTrue();
    }
}

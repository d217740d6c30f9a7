package dev.immure.fuzz.attack;

import static dev.immure.cli.attack.PlanEdits.NEW_NET;
import static dev.immure.cli.attack.PlanEdits.noLandlock;
import static dev.immure.cli.attack.PlanEdits.shared;
import static dev.immure.cli.attack.PlanEdits.without;
import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.cli.SuppressForbidden;
import dev.immure.cli.attack.Range;
import dev.immure.core.json.JsonException;
import dev.immure.core.plan.Opcode;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names and places that the host and a sandbox, or two runs of one, both know. */
class HostAttackIT {
    private static final int RACE_MILLIS = 4000;

    @TempDir
    private Path folder;

    private AttackGround ground;

    @BeforeEach
    void prepare() throws IOException {
        ground = AttackGround.open(folder);
    }

    /** CVE-2024-29021: what listens on the host's loopback is not there. */
    @Test
    void E3_theHostsLoopbackIsOutOfReach() throws IOException {
        try (ServerSocket service = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = String.valueOf(service.getLocalPort());
            ground.assertHeld("connect", "127.0.0.1", port);
            ground.assertOpens(
                    noLandlock().andThen(shared(NEW_NET)).andThen(without(Opcode.LOOPBACK_UP)),
                    "connect",
                    "127.0.0.1",
                    port);
        }
    }

    /** The policy keeps /etc/shadow from being bound; a copy of it would tell the same. */
    @ParameterizedTest
    @ValueSource(strings = {"/etc/shadow", "/proc/version", "/dev/shm/../../etc/shadow"})
    void whatMayNotBeBoundMayNotBeCopiedInEither(String source) throws IOException {
        for (String option : List.of("-v=" + source + ":/q/x", "--copy-in=" + source + ":/q/x")) {
            Range.Outcome refused = ground.run(List.of(option), "base-walls").outcome();
            assertThat(refused.status()).as(refused.toString()).isEqualTo(77);
            assertThat(refused.err()).contains("MOUNT-HOST-INTERNAL");
        }
    }

    /** go-judge #176, Compiler Explorer #6026: out comes a file of the program's own, or nothing. */
    @Test
    void E5_noLinkIsCopiedOut() throws IOException {
        for (String target : List.of("/etc/passwd", "/proc/1/root/etc/passwd", "../../../../etc/passwd")) {
            Path copied = folder.resolve("copied");
            Range.Run run = ground.run(List.of("--copy-out", "/tmp/out:" + copied), "plant-link", "/tmp/out", target);
            assertThat(run.outcome().out()).startsWith("held: planted");
            assertThat(run.status()).as(run.outcome().toString()).isEqualTo(1);
            assertThat(copied).doesNotExist();
        }
    }

    /** go-judge 134ae09: what is no regular file is refused at once, and what is too large too. */
    @ParameterizedTest
    @ValueSource(strings = {"/tmp/fifo", "/dev/zero", "/tmp/endless"})
    @Timeout(30)
    void E7_neitherAPipeNorAnEndlessFileHoldsUpTheCopying(String path) throws IOException {
        Path copied = folder.resolve("copied");
        Range.Run run = ground.run(List.of("--disk=8m", "--copy-out", path + ":" + copied), "plant-traps");
        assertThat(run.outcome().out()).startsWith("held: planted");
        assertThat(run.status()).as(run.outcome().toString()).isEqualTo(1);
        assertThat(copied).doesNotExist();
    }

    /** go-judge 5c5e788: names are names, and lead nowhere. */
    @ParameterizedTest
    @ValueSource(
            strings = {"../../canary", "/etc/passwd", "a/../../canary", "..", "sha256:../../canary", "a@sha256:../b"})
    void E6_aNameOfTheStoreIsNoPath(String name) throws IOException {
        Path canary = Files.writeString(folder.resolve("canary"), "canary");
        for (List<String> command : List.of(
                List.of("image", "rm", name),
                List.of("image", "inspect", name),
                List.of("image", "sign", "--key", folder.resolve("key.pem").toString(), name))) {
            Range.Outcome refused = ground.range().immure(command);
            assertThat(refused.status()).as(command + refused.toString()).isIn(1, 125);
            assertThat(refused.err()).contains("IMM-IMAGE-");
        }
        assertThat(canary).hasContent("canary");
    }

    /** Piston's ++id % 999: one long run, many short ones beside it, and never two with the same ids. */
    @Test
    @Timeout(60)
    void E10_noTwoRunsHaveTheSameIds() throws IOException, JsonException {
        try (LiveRun other = LiveRun.start(ground, List.of("-e", "MARK=e10"), "wait", "8000")) {
            String taken =
                    HostView.read(HostView.processesWith("MARK=e10").getFirst().resolve("uid_map"));
            assertThat(taken).isNotEmpty();
            for (int i = 0; i < 2; i++) {
                Range.Run run = ground.run(List.of(), "base-walls");
                String ids = run.receipt()
                        .requireObject("walls")
                        .requireObject("user")
                        .requireString("how");
                assertThat(other.ended()).isFalse();
                assertThat(ids).doesNotContain(taken.strip().split(" +", -1)[1]);
            }
        }
    }

    /** CVE-2024-42472: a link that a run left in a directory it shares with the next is not followed for a mount. */
    @Test
    void E19_aLinkLeftInASharedDirectoryIsNoMountSource() throws IOException {
        Path shared = sharedDirectory();
        Files.createDirectory(shared.resolve("inner"));
        Files.setAttribute(shared.resolve("inner"), "unix:uid", 1000);
        Files.setAttribute(shared.resolve("inner"), "unix:gid", 1000);
        ground.assertHeld(List.of("-v", shared + ":/q:rw"), "plant-link", "/q/inner", "/etc");
        assertThat(shared.resolve("inner")).isSymbolicLink();
        Range.Outcome refused = ground.run(List.of("-v", shared.resolve("inner") + ":/q"), "base-walls")
                .outcome();
        assertThat(refused.status()).isIn(77, 125);
        assertThat(refused.err()).contains("IMM-");
    }

    /**
     * CVE-2021-30465, CVE-2021-26910, CVE-2024-45310: somebody exchanges a directory of a bind for a link, ten thousand
     * times, while sandboxes mount at it, below it and from below it. What the policy has seen is what is mounted. Seen to
     * fail by hand, with RESOLVE_NO_SYMLINKS taken out of the opening of a bind's source.
     */
    @Test
    @Timeout(60)
    @SuppressForbidden(reason = "the attacker is a process of the host")
    void E22_aDirectoryExchangedForALinkLeadsNoMountOutside() throws Exception {
        Path shared = sharedDirectory();
        Process attacker = new ProcessBuilder(
                        AttackGround.program().toString(),
                        "swap",
                        shared.resolve("x").toString(),
                        "/",
                        String.valueOf(RACE_MILLIS))
                .start();
        try (InputStream said = attacker.getInputStream()) {
            assertThat(new String(said.readNBytes("held: ready\n".length()), StandardCharsets.UTF_8))
                    .isEqualTo("held: ready\n");
            while (attacker.isAlive()) {
                race(List.of("-v", shared + ":/q", "--tmpfs", "/q/x/etc:size=1m"));
                race(List.of("-v", shared + ":/q", "--tmpfs", "/q/x:size=1m"));
                race(List.of("-v", shared.resolve("x/etc") + ":/home"));
            }
            assertThat(attacker.waitFor()).as("it got 10,000 exchanges done").isZero();
        }
    }

    /** Each run of a race holds, or does not start; what it must not do is see what the policy keeps from it. */
    private void race(List<String> options) throws IOException {
        Range.Run run = ground.run(options, "plant-files", "/home/passwd");
        assertThat(run.outcome().out()).doesNotContain("OPEN");
        assertThat(run.status()).as(run.outcome().toString()).isIn(0, 77, 125);
    }

    /** CVE-2017-5207, CVE-2020-17367: no shell is asked, so there is nothing to quote. */
    @Test
    void E23_optionsReachNoShell() throws IOException {
        Path canary = folder.resolve("canary");
        String hostile = "$(touch " + canary + ");`touch " + canary + "`\n| touch " + canary + " #";
        for (List<String> options : List.of(
                List.of("-e", "A=" + hostile),
                List.of("--hostname", hostile),
                List.of("-w", "/" + hostile),
                List.of("-u", hostile),
                List.of("--entrypoint", hostile),
                List.of("--tmpfs", "/" + hostile),
                List.of("-v", "/" + hostile + ":/q"),
                List.of("--memory", hostile),
                List.of("--profile", hostile))) {
            Range.Run run = ground.run(options, hostile);
            assertThat(run.status()).as(run.outcome().toString()).isNotZero();
            assertThat(run.outcome().err()).doesNotContain("\tat ");
            assertThat(canary).doesNotExist();
        }
    }

    /** firejail #7154: what a run writes where a configuration would lie is not there for the next. */
    @Test
    void E24_noRunWritesTheConfigurationOfTheNext() throws IOException {
        String[] attack = {
            "plant-files",
            "/etc/immure/immure.yaml",
            "/etc/immure/trust.yaml",
            "/root/.config/immure/immure.yaml",
            "/var/lib/immure/images/index.json",
            ground.range().root() + "/images/index.json",
        };
        ground.assertHeld(List.of("-u", "0:0"), attack);
        ground.assertHeld(List.of("-u", "0:0"), attack);
    }

    /** What a run reports is written through no link, by nobody but the caller. */
    @ParameterizedTest
    @ValueSource(strings = {"--receipt", "--meta"})
    void E37_aReportIsWrittenThroughNoLink(String option) throws IOException {
        Path canary = Files.writeString(folder.resolve("canary"), "canary");
        Path link = Files.createSymbolicLink(folder.resolve("report"), canary);
        Range.Outcome refused =
                ground.run(List.of(option, link.toString()), "base-walls").outcome();
        assertThat(refused.status()).as(refused.toString()).isEqualTo(125);
        assertThat(canary).hasContent("canary");
    }

    /** Files belong to an ordinary user, as a writable bind asks. */
    private Path sharedDirectory() throws IOException {
        Path shared = Files.createDirectory(folder.resolve("shared"));
        Files.setPosixFilePermissions(shared, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.setAttribute(shared, "unix:uid", 1000);
        Files.setAttribute(shared, "unix:gid", 1000);
        return shared;
    }
}

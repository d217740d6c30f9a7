package dev.immure.cli.rootless;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.policy.PolicyBundle;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an ordinary user's runs do: ids, limits, binds; and what they leave. */
class RootlessRunIT {
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

    @ParameterizedTest(name = "{3} and {2} of {1} under {0}")
    @CsvSource({
        "'',exit 0,0,OK",
        "'',exit 42,42,RE",
        "--time-limit=300ms,spin,124,TLE",
        "--wall-limit=300ms,stubborn 20000,124,WTLE",
        "--memory=32m,alloc 200000000,137,MLE",
        "--pids-limit=20 --wall-limit=5s,fork 200,1,PLE",
        "--disk=4m,fill /tmp/x 400000000,1,DQE",
    })
    void limitsHoldAndVerdictsAreGivenOnDelegatedCgroups(String options, String command, int status, String verdict)
            throws IOException, InterruptedException {
        OrdinaryUser.Outcome outcome = user.run(options, "probe:v1", command);
        assertThat(user.verdict()).as(outcome.toString()).isEqualTo(verdict);
        assertThat(outcome.status() == 0).isEqualTo(status == 0);
        assertThat(user.leftCgroups()).isEmpty();
    }

    @Test
    void theStateIsHisAndClosedToOthers() throws IOException, InterruptedException {
        assertThat(user.run("", "probe:v1", "exit 0").status()).isZero();
        Path state = user.home().resolve("immure");
        for (String name : new String[] {"", "images", "audit", "ids"}) {
            Path directory = state.resolve(name);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory)))
                    .as(name)
                    .isEqualTo("rwx------");
            assertThat(Files.getAttribute(directory, "unix:uid", LinkOption.NOFOLLOW_LINKS))
                    .isEqualTo(OrdinaryUser.ID);
        }
        assertThat(user.immure("audit", "verify").status()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "'walled:3000000:65536',1000,0→61234 (the caller)",
        "'61234:3000000:65536',1000,1→3000001 +65535",
        "'walled:3000000:65536',0,0→61234 (the caller)",
        "'',1000,1000→61234 (the caller)",
        "'',0,0→61234 (the caller)",
    })
    void theProgramIsTheUserThatWasAskedFor(String subids, int wished, String how)
            throws IOException, InterruptedException {
        OrdinaryUser who = user.with("SUBIDS", subids + "\n");
        OrdinaryUser.Outcome outcome = who.run("-u " + wished + ":" + wished, "probe:v1", "id");
        assertThat(outcome.out())
                .as(outcome.err())
                .contains("Uid:\t" + wished + "\t")
                .contains("Gid:\t" + wished + "\t");
        assertThat(who.wall("user")).contains(how);
    }

    @Test
    void withOneIdThereAreNoOtherGroups() throws IOException, InterruptedException {
        OrdinaryUser one = user.with("SUBIDS", "");
        one.run("", "probe:v1", "exit 0");
        assertThat(one.wall("user")).contains("his supplementary groups stay");
    }

    @Test
    void aWritableBindOfHisIsHisOutside() throws IOException, InterruptedException {
        Path data = Files.createDirectories(user.home().resolve("data"));
        OrdinaryUser.give(data);
        OrdinaryUser.Outcome outcome = user.run("-u 0:0 -v " + data + ":/data:rw", "probe:v1", "fill /data/made 4096");
        assertThat(outcome.status()).as(outcome.toString()).isZero();
        assertThat(Files.getAttribute(data.resolve("made"), "unix:uid")).isEqualTo(OrdinaryUser.ID);
    }

    @Test
    void aReadOnlyBindCannotBeWritten() throws IOException, InterruptedException {
        Path data = Files.createDirectories(user.home().resolve("data"));
        OrdinaryUser.give(data);
        OrdinaryUser.Outcome outcome = user.run("-u 0:0 -v " + data + ":/data", "probe:v1", "fill /data/not 4096");
        assertThat(outcome.status()).as(outcome.toString()).isNotZero();
        assertThat(data.resolve("not")).doesNotExist();
    }

    @Test
    void aWritableBindForAnotherUserInsideIsRefused() throws IOException, InterruptedException {
        OrdinaryUser.Outcome outcome = user.run("-v " + user.home() + ":/data:rw", "probe:v1", "exit 0");
        assertRefused(outcome, "IMM-PLAN-BIND-OWNER", "Run the program as user 0 (-u 0)");
    }

    @Test
    void aWritableBindOfSomebodyElsesIsRefused() throws IOException, InterruptedException {
        OrdinaryUser.Outcome outcome = user.run("-u 0:0 -v /var/tmp:/data:rw", "probe:v1", "exit 0");
        assertRefused(outcome, "IMM-PLAN-BIND-OWNER", "it belongs to user 0");
    }

    @Test
    void withoutCgroupsOtherLimitsHoldAndTheReceiptSaysWhichDoNot() throws IOException, InterruptedException {
        OrdinaryUser without = user.with("NO_CGROUP", "1");
        OrdinaryUser.Outcome outcome =
                without.run(lenient() + " --best-effort=cgroup --pids-limit=20", "probe:v1", "fork 200");
        assertThat(outcome.status()).as(outcome.toString()).isNotZero();
        assertThat(without.wall("cgroup")).contains("waived").contains("no write access to");
        assertThat(without.wall("memory")).contains("waived").contains("RLIMIT_DATA");
        assertThat(without.wall("cpu")).contains("waived").contains("RLIMIT_CPU");
        assertThat(without.wall("pids")).contains("enforced").contains("RLIMIT_NPROC");
        assertThat(Files.readString(without.receipt()))
                .contains("\"memoryBytes\" : null", "\"cpuTimeNs\" : null", "\"pids\" : 20");
    }

    @ParameterizedTest
    @CsvSource({"--memory=32m,alloc 200000000", "--time-limit=1s --wall-limit=20s,spin"})
    void withoutCgroupsAProcessIsStillBounded(String options, String command) throws IOException, InterruptedException {
        OrdinaryUser without = user.with("NO_CGROUP", "1");
        OrdinaryUser.Outcome outcome = without.run(lenient() + " --best-effort=cgroup " + options, "probe:v1", command);
        assertThat(without.receipt()).as(outcome.toString()).exists();
        assertThat(without.verdict()).as(outcome.toString()).isIn("SG", "RE");
    }

    @Test
    void aCgroupThatIsThereIsUsedAlsoWhenItMightBeMissing() throws IOException, InterruptedException {
        assertThat(user.run(lenient() + " --best-effort=cgroup", "probe:v1", "exit 0")
                        .status())
                .isZero();
        assertThat(user.wall("cgroup")).contains("enforced");
    }

    /** The shipped policy lets nobody go without cgroups; who may says so in a policy of his own. */
    private static String lenient() throws IOException {
        Path policy = Files.createDirectories(user.home().resolve("policy"));
        for (String name : List.of("10-image.drl", "20-request.drl", "30-limits.drl", "90-permit.drl", "policy.yaml")) {
            try (InputStream rules = PolicyBundle.class.getResourceAsStream("/baseline/" + name)) {
                String text = new String(Objects.requireNonNull(rules, name).readAllBytes(), StandardCharsets.UTF_8);
                Path file = Files.writeString(
                        policy.resolve(name), text.replace("\"bandwidth\",", "\"bandwidth\", \"cgroup\","));
                OrdinaryUser.give(file);
            }
        }
        OrdinaryUser.give(policy);
        return "--policy=" + policy;
    }

    @Test
    void theShippedPolicyLetsNobodyGoWithoutCgroups() throws IOException, InterruptedException {
        OrdinaryUser.Outcome outcome = user.with("NO_CGROUP", "1").run("--best-effort=cgroup", "probe:v1", "exit 0");
        assertThat(outcome.status()).isEqualTo(77);
        assertThat(outcome.err()).contains("the wall cgroup may not be left out");
    }

    static void assertRefused(OrdinaryUser.Outcome outcome, String code, String... words) {
        assertThat(outcome.status()).as(outcome.toString()).isEqualTo(125);
        assertThat(outcome.err().lines()).as(outcome.err()).hasSize(1);
        assertThat(outcome.err()).contains(code).contains(words);
    }
}

package dev.immure.cli.attack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.core.json.JsonException;
import dev.immure.core.json.JsonObject;
import dev.immure.profiles.ProfileCatalog;
import dev.immure.profiles.SecurityProfile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Filters of real runs: those of the user on top of the profile's, by {@code --security-opt}. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SeccompIT {
    private static final String SOCKET = "41";
    private static final String UNSHARE = "272";
    private static final String GETCWD = "79";
    private static final String HIGH_BIT_AND_UNIX = String.valueOf((1L << 32) | 1);

    private final Range range;
    private final Path folder;

    SeccompIT(@TempDir Path folder) throws IOException {
        this.folder = folder;
        range = Range.open(folder);
    }

    @BeforeAll
    void packTheProbe() throws IOException {
        range.image("probe:v1", range.tree("tree"), "--entrypoint", "/bin/probe", "-u", "1000:1000");
    }

    private String filter(String json) throws IOException {
        Path file = Files.writeString(folder.resolve("filter.json"), json);
        return "seccomp=" + file;
    }

    private Range.Run call(String filter, String... call) throws IOException {
        String[] arguments = new String[call.length + 2];
        arguments[0] = "call";
        arguments[1] = "1";
        System.arraycopy(call, 0, arguments, 2, call.length);
        return range.run(List.of("--security-opt", filter), "probe:v1", arguments);
    }

    @Test
    void aFileTakesAwayWhatTheProfileAllows() throws Exception {
        String filter = filter("{\"defaultAction\":\"SCMP_ACT_ALLOW\",\"syscalls\":[{\"names\":[\"socket\"],"
                + "\"action\":\"SCMP_ACT_ERRNO\",\"errnoRet\":13,"
                + "\"args\":[{\"index\":0,\"value\":1,\"op\":\"SCMP_CMP_EQ\"}]}]}");
        assertThat(call(filter, SOCKET, "1", "1").outcome().err()).contains("EACCES");
        // The kernel reads 32 bits of the family: with all 64 compared, this would be a socket.
        assertThat(call(filter, SOCKET, HIGH_BIT_AND_UNIX, "1").outcome().err()).contains("EACCES");
        Range.Run other = call(filter, SOCKET, "2", "1");
        assertThat(other.outcome().out()).startsWith("returned ");
        assertThat(other.receipt()
                        .requireObject("walls")
                        .requireObject("seccomp")
                        .requireString("how"))
                .startsWith("allow-list of profile default, and what the filter sha256:");
    }

    @Test
    void aFileCannotGiveWhatTheProfileRefuses() throws IOException {
        String filter = filter("{\"defaultAction\":\"SCMP_ACT_ALLOW\",\"syscalls\":"
                + "[{\"names\":[\"unshare\",\"mount\",\"keyctl\"],\"action\":\"SCMP_ACT_ALLOW\"}]}");
        assertThat(call(filter, UNSHARE, "268435456").outcome().err()).contains("EPERM");
        assertThat(call(filter, GETCWD, "0", "0").outcome().err()).contains("ERANGE");
    }

    private static String deny(String call, String action) {
        return "{\"defaultAction\":\"SCMP_ACT_ALLOW\",\"syscalls\":[{\"names\":[\"" + call + "\"],\"action\":\""
                + action + "\"}]}";
    }

    private static String denied(Range.Run run) throws JsonException {
        JsonObject denied = run.receipt().requireObject("result").requireObject("denied");
        return denied.requireString("layer") + ": " + denied.requireString("what");
    }

    @ParameterizedTest
    @CsvSource({
        "41 16 3 15, socket(AF_NETLINK)",
        "41 4294967312 3 15, socket(AF_NETLINK)",
        "41 99 3 0, socket(0x63)",
        "16 0 21522, ioctl(TIOCSTI)",
        "16 0 4294988818, ioctl(TIOCSTI)",
        "165 0 0 0 0 0, mount",
        "56 268435473 0 0 0 0, clone(CLONE_NEWUSER)",
        "272 1073741824, unshare(CLONE_NEWNET)",
        "157 1499557217 0, prctl(PR_SET_PTRACER)",
        "250 0 0 0, keyctl"
    })
    void aRefusedCallIsNamedInTheReceipt(String call, String what) throws Exception {
        String[] words = call.split(" ", -1);
        Range.Run run = call("no-new-privileges", words);
        assertThat(run.outcome().err()).contains("EPERM");
        assertThat(denied(run)).isEqualTo("seccomp: " + what);
        assertThat(run.verdict()).isEqualTo("RE");
    }

    @Test
    void nothingIsDeniedToAProgramThatWasRefusedNothing() throws Exception {
        Range.Run run = call("no-new-privileges", GETCWD, "0", "0");
        assertThat(run.receipt().requireObject("result").object("denied")).isEmpty();
        // An answer of an older kernel, on which programs fall back, is no refusal.
        Range.Run probing = call("no-new-privileges", "435", "0", "0");
        assertThat(probing.outcome().err()).contains("ENOSYS");
        assertThat(probing.receipt().requireObject("result").object("denied")).isEmpty();
    }

    @Test
    void theErrorIsTheRulesOwn() throws Exception {
        Range.Run run = range.run(List.of("--profile", "strict"), "probe:v1", "call", "1", SOCKET, "1", "1");
        assertThat(run.outcome().err()).contains("EAFNOSUPPORT");
        assertThat(denied(run)).isEqualTo("seccomp: socket(AF_UNIX)");
    }

    @Test
    void aCallForWhichTheFilterKillsEndsTheSandbox() throws Exception {
        Range.Run run = call(filter(deny("getcwd", "SCMP_ACT_KILL_PROCESS")), GETCWD, "0", "0");
        assertThat(run.verdict()).isEqualTo("SV");
        assertThat(denied(run)).isEqualTo("seccomp: getcwd");
        assertThat(run.receipt().requireObject("result").requireLong("signal")).isEqualTo(31);
        assertThat(run.status()).isEqualTo(128 + 31);
    }

    /** Its parent would have gone on after a SIGSYS of the kernel's. */
    @Test
    void aChildsCallEndsTheSandboxToo() throws Exception {
        Range.Run run = range.run(
                List.of("--security-opt", filter(deny("getcwd", "SCMP_ACT_KILL"))),
                "probe:v1",
                "inside",
                GETCWD + ",0,0,0,0,0,0");
        assertThat(run.verdict()).isEqualTo("SV");
        assertThat(run.outcome().out()).doesNotContain("call\t");
        assertThat(denied(run)).isEqualTo("seccomp: getcwd");
    }

    @Test
    void aFilterThatRefusesTheStartIsRefused() throws IOException {
        Range.Run run = call(filter(deny("execve", "SCMP_ACT_ERRNO")), GETCWD);
        assertThat(run.status()).isEqualTo(125);
        assertThat(run.outcome().err()).contains("IMM-LAUNCH-STEP").contains("Allow execve and exit_group");
    }

    @Test
    void aProgramWithRoomForNoDescriptorIsFilteredAsWell() throws Exception {
        Range.Run run = range.run(List.of("--ulimit", "nofile=5"), "probe:v1", "call", "1", SOCKET, "16", "3", "15");
        assertThat(denied(run)).isEqualTo("seccomp: socket(AF_NETLINK)");
        Range.Run three = range.run(List.of("--ulimit", "nofile=3"), "probe:v1", "call", "1", SOCKET, "16", "3", "15");
        assertThat(three.outcome().err()).contains("EPERM");
    }

    /** The listener decides about calls: who had it could let them pass. */
    @Test
    void theListenerDoesNotReachTheProgram() throws IOException {
        assertThat(range.run(List.of(), "probe:v1", "fds").outcome().lines()).doesNotContain("3", "4", "5");
    }

    /** A hundred thousand refused calls use the program's own time, and a limit ends them in time. */
    @Test
    void refusedCallsAreChargedToTheProgramAndDoNotHoldUpItsEnd() throws Exception {
        Range.Run run = range.run(
                List.of("--time-limit", "1s", "--wall-limit", "60s"),
                "probe:v1",
                "call",
                "1000000000",
                "165",
                "0",
                "0",
                "0",
                "0",
                "0");
        assertThat(run.verdict()).isEqualTo("TLE");
        assertThat(denied(run)).isEqualTo("seccomp: mount");
        assertThat(run.receipt().requireObject("result").requireLong("cpuTimeNs"))
                .isBetween(1_000_000_000L, 1_500_000_000L);
    }

    @Test
    void noFilterAtAllIsRefusedInWords() throws IOException {
        Range.Run run = call("seccomp=unconfined", GETCWD);
        assertThat(run.status()).isEqualTo(125);
        assertThat(run.outcome().err())
                .contains("no program runs without a filter")
                .contains("IMM-CLI-OPTION");
        assertThat(run.file()).doesNotExist();
    }

    @Test
    void aFileThatIsNoFilterIsRefused() throws IOException {
        Range.Run run = call(filter("{\"defaultAction\":\"SCMP_ACT_ALLOW\",\"sycalls\":[]}"), GETCWD);
        assertThat(run.outcome().err()).contains("IMM-PROFILE-FIELD").contains("sycalls");
        assertThat(call("seccomp=" + folder.resolve("missing.json"), GETCWD)
                        .outcome()
                        .err())
                .contains("IMM-CLI-FILE");
    }

    @Test
    void newPrivilegesCannotBeSwitchedOn() throws IOException {
        assertThat(call("no-new-privileges=false", GETCWD).outcome().err()).contains("cannot be switched off");
    }

    /** getcwd is number 79, getuid 102. */
    @Test
    void aRecordedProfileRunsItsProgramAndNoOtherCalls() throws Exception {
        Path file = folder.resolve("Seen It.json");
        Range.Outcome recorded = range.immure(List.of(
                "profile",
                "record",
                "--key",
                range.publicKey().toString(),
                "-o",
                file.toString(),
                "probe:v1",
                "call",
                "1",
                GETCWD,
                "4096",
                "0"));
        assertThat(recorded.status()).as(recorded.err()).isZero();
        assertThat(recorded.err()).contains("system calls are in");
        SecurityProfile profile = ProfileCatalog.shipped().loadFile(file);
        assertThat(profile.name()).isEqualTo("seen-it");
        assertThat(Files.readString(folder.resolve("seen-it.seccomp.json")))
                .contains("\"getcwd\"", "Used by call 1 79")
                .doesNotContain("getuid");
        Range.Run same = range.run(List.of("--profile", file.toString()), "probe:v1", "call", "1", GETCWD, "4096", "0");
        assertThat(same.outcome().err()).doesNotContain("EPERM");
        assertThat(same.receipt().requireObject("result").object("denied")).isEmpty();
        Range.Run other = range.run(List.of("--profile", file.toString()), "probe:v1", "call", "1", "102");
        assertThat(other.outcome().err()).contains("EPERM");
        assertThat(denied(other)).isEqualTo("seccomp: getuid");
    }

    /** A recording is behind the same filter: what it refuses is refused, and is not in the profile. */
    @Test
    void aRecordingRefusesWhatTheProfileRefuses() throws Exception {
        Path file = folder.resolve("refused.json");
        Range.Outcome recorded = range.immure(List.of(
                "profile",
                "record",
                "--key",
                range.publicKey().toString(),
                "-o",
                file.toString(),
                "probe:v1",
                "call",
                "1",
                "165",
                "0",
                "0",
                "0",
                "0",
                "0"));
        assertThat(recorded.err()).contains("EPERM");
        assertThat(Files.readString(folder.resolve("refused.seccomp.json"))).doesNotContain("mount");
    }
}

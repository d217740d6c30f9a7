package dev.immure.profiles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.immure.core.Fault;
import dev.immure.core.ImmureException;
import dev.immure.core.runtime.Capability;
import dev.immure.core.runtime.Rlimit;
import dev.immure.core.runtime.SeccompAction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProfileCatalogTest {
    /** Complete, without a base: every negative test breaks one part of it. */
    private static final String PROFILE = """
            {
              "schema": 1,
              "name": "own",
              "description": "For the test.",
              "seccomp": "seccomp.json",
              "capabilities": ["CAP_CHOWN"],
              "limits": [
                { "limit": "memory", "value": "64m", "reason": "r" },
                { "limit": "pids", "value": 10, "reason": "r" },
                { "limit": "cpus", "value": "0.5", "reason": "r" },
                { "limit": "cpuTime", "value": "1.5s", "reason": "r" },
                { "limit": "wallTime", "value": "5m", "reason": "r" },
                { "limit": "output", "value": "1k", "reason": "r" },
                { "limit": "disk", "value": "2g", "reason": "r" },
                { "limit": "inodes", "value": 100, "reason": "r" }
              ],
              "rlimits": [ { "resource": "RLIMIT_CORE", "soft": 0, "hard": "1m", "reason": "r" } ],
              "tmpfs": [ { "path": "/tmp", "size": "1m", "inodes": 10, "mode": "1777", "exec": false, "reason": "r" } ],
              "environment": { "B": "2", "A": "1" },
              "maskedPaths": [ { "paths": ["/proc/kcore"], "reason": "hide" } ],
              "readOnlyPaths": [ { "paths": ["/proc/sys"], "reason": "r" } ]
            }
            """;

    private static final String SECCOMP = """
            {
              "schema": 1,
              "defaultAction": "ERRNO(EPERM)",
              "unknownAction": "ERRNO(ENOSYS)",
              "rules": [
                { "names": ["read", "write"], "action": "ALLOW", "reason": "r" },
                { "names": ["socket"], "action": "ALLOW", "reason": "r",
                  "arguments": [ { "index": 0, "width": 32, "operator": "EQ", "values": [1, "0x2"] } ] }
              ]
            }
            """;

    /** On top of strict. */
    private static final String DERIVED = """
            {
              "schema": 1,
              "name": "tighter",
              "base": "strict",
              "description": "For the test.",
              "seccomp": "seccomp.json",
              "limits": [ { "limit": "memory", "value": "128m", "reason": "less" } ],
              "rlimits": [ { "resource": "RLIMIT_NOFILE", "soft": 16, "hard": 16, "reason": "fewer" } ],
              "tmpfs": [ { "path": "/tmp", "size": "1m", "inodes": 10, "mode": "0700", "exec": false, "reason": "less" } ],
              "maskedPaths": [ { "paths": ["/proc/cpuinfo"], "reason": "hide" } ]
            }
            """;

    private static final String DERIVED_SECCOMP = """
            { "schema": 1, "rules": [ { "names": ["execve"], "action": "KILL_PROCESS", "reason": "r" } ] }
            """;

    @TempDir
    Path folder;

    private SecurityProfile load(String profile, String seccomp) throws IOException {
        Files.writeString(folder.resolve("seccomp.json"), seccomp);
        return ProfileCatalog.shipped().loadFile(Files.writeString(folder.resolve("profile.json"), profile));
    }

    private void assertRefused(String profile, String seccomp, ProfileFault code, String... inTheReason) {
        assertThatThrownBy(() -> load(profile, seccomp)).isInstanceOfSatisfying(ImmureException.class, e -> {
            Fault fault = e.fault();
            assertThat(fault.why()).contains(inTheReason);
            assertThat(fault.code()).as(fault.sentence()).isEqualTo(code);
        });
    }

    private static String broken(String text, String part, String by) {
        assertThat(text).contains(part);
        UnaryOperator<String> change = t -> t.replace(part, by);
        return change.apply(text);
    }

    @Test
    void readsAllThatAProfileSays() throws IOException {
        SecurityProfile profile = load(PROFILE, SECCOMP);
        assertThat(profile.name()).isEqualTo("own");
        assertThat(profile.capabilities().capabilities()).containsExactly(Capability.CAP_CHOWN);
        assertThat(profile.limits())
                .isEqualTo(new ProfileLimits(
                        64L << 20, 10, 500, Duration.ofMillis(1500), Duration.ofMinutes(5), 1024, 2L << 30, 100));
        assertThat(profile.rlimits()).containsExactly(new Rlimit(Rlimit.Resource.RLIMIT_CORE, 0, 1 << 20));
        assertThat(profile.tmpfs())
                .containsExactly(new TmpfsMount("/tmp", 1 << 20, 10, 01777, TmpfsMount.Execution.REFUSED));
        assertThat(profile.environment().keySet()).containsExactly("B", "A");
        assertThat(profile.paths().masked()).containsExactly("/proc/kcore");
        assertThat(profile.paths().readOnly()).containsExactly("/proc/sys");
        assertThat(profile.reasons())
                .containsEntry("/proc/kcore", "hide")
                .containsKeys("memory", "RLIMIT_CORE", "/tmp");
        assertThat(profile.seccomp().rules()).hasSize(3);
        assertThat(profile.seccomp().actionFor(41, new long[] {2, 0, 0, 0, 0, 0}))
                .isEqualTo(SeccompAction.ALLOW);
    }

    /** Who may put another filter beside the profile decides what the sandbox may do. */
    @Test
    void aProfileThatSomebodyElseMayChangeIsRefused() throws IOException {
        load(PROFILE, SECCOMP);
        Files.setPosixFilePermissions(folder.resolve("seccomp.json"), PosixFilePermissions.fromString("rw-rw-r--"));
        assertRefused(PROFILE, SECCOMP, ProfileFault.PERMISSIONS, "its group may change it");
        Files.setPosixFilePermissions(folder.resolve("seccomp.json"), PosixFilePermissions.fromString("rw-r--r--"));
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xrwx"));
        assertRefused(PROFILE, SECCOMP, ProfileFault.PERMISSIONS, "everybody may change " + folder);
    }

    @Test
    void aProfileWithABaseTakesTheRestFromIt() throws IOException {
        SecurityProfile base = ProfileCatalog.shipped().load("strict");
        SecurityProfile profile = load(DERIVED, DERIVED_SECCOMP);
        assertThat(profile.limits().memoryBytes()).isEqualTo(128L << 20);
        assertThat(profile.limits().pids()).isEqualTo(base.limits().pids());
        assertThat(profile.rlimits()).hasSameSizeAs(base.rlimits());
        assertThat(profile.tmpfs()).hasSameSizeAs(base.tmpfs());
        assertThat(profile.paths().masked()).containsAll(base.paths().masked()).contains("/proc/cpuinfo");
        assertThat(profile.environment()).isEqualTo(base.environment());
        assertThat(profile.seccomp().actionFor(59, new long[6])).isEqualTo(SeccompAction.KILL_PROCESS);
        assertThat(profile.seccomp().actionFor(0, new long[6])).isEqualTo(SeccompAction.ALLOW);
        assertThat(profile.digest()).isNotEqualTo(base.digest());
    }

    static List<String> names() {
        return ProfileCatalog.shipped().names();
    }

    @ParameterizedTest
    @MethodSource("names")
    void shippedProfilesLoadAndKeepNoCapability(String name) {
        SecurityProfile profile = ProfileCatalog.shipped().load(name);
        assertThat(profile.name()).isEqualTo(name);
        assertThat(profile.capabilities().isEmpty()).isTrue();
        assertThat(profile.paths().masked()).contains("/proc/kcore", "/proc/keys", "/proc/sysrq-trigger");
        assertThat(profile.rlimits()).contains(new Rlimit(Rlimit.Resource.RLIMIT_CORE, 1, 1));
        assertThat(profile.reasons().keySet())
                .containsAll(profile.paths().masked())
                .containsAll(profile.paths().readOnly())
                .contains("memory", "pids", "cpus", "cpuTime", "wallTime", "output", "disk", "inodes");
    }

    @Test
    void strictIsNowhereWiderThanDefault() {
        SecurityProfile strict = ProfileCatalog.shipped().load("strict");
        SecurityProfile base = ProfileCatalog.shipped().load("default");
        assertThat(strict.limits().isWithin(base.limits())).isTrue();
        assertThat(base.limits().isWithin(strict.limits())).isFalse();
        assertThat(strict.paths().masked()).containsAll(base.paths().masked());
        for (Rlimit limit : strict.rlimits()) {
            assertThat(base.rlimits()).anyMatch(limit::isWithin);
        }
    }

    @Test
    void loadingTwiceGivesTheSame() {
        assertThat(ProfileCatalog.shipped().load("default"))
                .isEqualTo(ProfileCatalog.shipped().load("default"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"defaul", "", "../default", "Default", "default/"})
    void refusesANameThatIsNotShipped(String name) {
        assertThatThrownBy(() -> ProfileCatalog.shipped().load(name))
                .isInstanceOfSatisfying(ImmureException.class, e -> {
                    assertThat(e.fault().code()).isEqualTo(ProfileFault.UNKNOWN_PROFILE);
                    assertThat(e.fault().why()).contains("default, strict");
                });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "\"schema\": 1~\"schema\": 2~BAD_VALUE~schema 1",
                "\"schema\": 1,~~MISSING_FIELD~schema",
                "\"name\": \"own\"~\"name\": \"Own!\"~BAD_VALUE~name",
                "\"name\": \"own\"~\"name\": 5~BAD_VALUE~not a string",
                "\"name\": \"own\"~\"name\": \"own\", \"privileged\": true~UNKNOWN_FIELD~privileged",
                "\"seccomp.json\"~\"../seccomp.json\"~BAD_VALUE~beside the profile",
                "CAP_CHOWN~CAP_EVERYTHING~BAD_VALUE~CAP_EVERYTHING",
                "CAP_CHOWN~chown~BAD_VALUE~begin with CAP_",
                "[\"CAP_CHOWN\"]~[\"CAP_CHOWN\", \"CAP_CHOWN\"]~BAD_VALUE~twice",
                "[\"CAP_CHOWN\"]~[5]~BAD_VALUE~not all of its elements",
                "\"64m\"~\"64 MB\"~BAD_VALUE~limits[0]: not a size",
                "\"64m\"~\"9999999999999999t\"~BAD_VALUE~2^63",
                "\"64m\"~0~BAD_VALUE~positive",
                "\"64m\"~true~BAD_VALUE~not a string or an integer",
                "\"limit\": \"pids\"~\"limit\": \"memory\"~BAD_VALUE~twice",
                "\"limit\": \"pids\"~\"limit\": \"threads\"~BAD_VALUE~threads",
                "\"1.5s\"~\"1.5\"~BAD_VALUE~1.5s",
                "\"1.5s\"~\"0.0000001ms\"~BAD_VALUE~nanosecond",
                "\"0.5\"~\"a lot\"~BAD_VALUE~processors",
                "RLIMIT_CORE~RLIMIT_CORES~BAD_VALUE~RLIMIT_CORES",
                "\"soft\": 0~\"soft\": \"2m\"~BAD_VALUE~rlimits[0]: the soft",
                "\"/tmp\"~\"/tmp/../etc\"~BAD_VALUE~normal form",
                "\"/tmp\"~\"tmp\"~BAD_VALUE~normal form",
                "\"1777\"~\"4755\"~BAD_VALUE~1777",
                "\"1777\"~\"rwx\"~BAD_VALUE~octal",
                "\"exec\": false~\"exec\": \"no\"~BAD_VALUE~true or false",
                "\"B\": \"2\"~\"B=\": \"2\"~BAD_VALUE~B=",
                "\"B\": \"2\"~\"B\": 2~BAD_VALUE~B",
                "[\"/proc/kcore\"]~[\"/proc/kcore\", \"/proc/kcore\"]~BAD_VALUE~twice",
                "\"/proc/sys\"~\"/proc/./sys\"~BAD_VALUE~normal form",
                "\"hide\"~null~MALFORMED~null",
                "\"hide\"~1.5~MALFORMED~fraction",
                "\"hide\"~\"hide\", \"reason\": \"x\"~MALFORMED~Duplicate",
                "\"hide\"~[[[[[[[[[]]]]]]]]]~MALFORMED~depth",
            })
    void refusesAProfileWithOneFlaw(String part, String by, ProfileFault code, String reason) {
        assertRefused(broken(PROFILE, part, by == null ? "" : by), SECCOMP, code, reason);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "\"write\"~\"wriite\"~UNKNOWN_SYSCALL~wriite",
                "\"write\"~\"read\"~BAD_VALUE~twice",
                "[\"read\", \"write\"]~[]~BAD_VALUE~at least one",
                "\"ERRNO(EPERM)\"~\"ALLOW\"~BAD_VALUE~allow-list",
                "\"ERRNO(EPERM)\"~\"LOG\"~BAD_VALUE~allow-list",
                "\"ERRNO(ENOSYS)\"~\"ALLOW\"~BAD_VALUE~allow-list",
                "\"ERRNO(EPERM)\"~\"ERRNO(0)\"~BAD_VALUE~EPERM",
                "\"action\": \"ALLOW\", \"reason\": \"r\" }~\"action\": \"PERMIT\", \"reason\": \"r\" }~BAD_VALUE~not ALLOW",
                "\"action\": \"ALLOW\", \"reason\": \"r\" }~\"action\": \"ALLOW\", \"reason\": \" \" }~BAD_VALUE~reason",
                "\"action\": \"ALLOW\", \"reason\": \"r\" }~\"action\": \"ALLOW\" }~MISSING_FIELD~reason",
                "\"action\": \"ALLOW\", \"reason\": \"r\" }~\"action\": \"ALLOW\", \"reason\": \"r\", \"args\": [] }~UNKNOWN_FIELD~args",
                "\"action\": \"ALLOW\", \"reason\": \"r\" }~\"action\": \"ALLOW\", \"reason\": \"r\", \"when\": \"always\" }~BAD_VALUE~networked",
                "\"index\": 0~\"index\": 6~BAD_VALUE~0 to 5",
                "\"index\": 0~\"index\": -4294967296~BAD_VALUE~0 to 5",
                "\"width\": 32~\"width\": 16~BAD_VALUE~32 or 64",
                "\"width\": 32,~~MISSING_FIELD~width",
                "\"EQ\"~\"IS\"~BAD_VALUE~MASKED_EQ",
                "\"EQ\"~\"NE\"~BAD_VALUE~only EQ and MASKED_EQ",
                "\"EQ\"~\"MASKED_EQ\"~MISSING_FIELD~mask",
                "\"EQ\"~\"EQ\", \"mask\": 1~UNKNOWN_FIELD~mask",
                "\"0x2\"~\"0x100000000\"~BAD_VALUE~wider",
                "\"0x2\"~-1~BAD_VALUE~not a number",
                "\"0x2\"~\"0X2\"~BAD_VALUE~not a number",
                "\"0x2\"~1~BAD_VALUE~twice",
                "\"rules\": [~\"default\": 1, \"rules\": [~UNKNOWN_FIELD~default",
            })
    void refusesASeccompFileWithOneFlaw(String part, String by, ProfileFault code, String reason) {
        assertRefused(PROFILE, broken(SECCOMP, part, by == null ? "" : by), code, reason);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "\"128m\"~\"257m\"~limits",
                "\"soft\": 16, \"hard\": 16~\"soft\": 16, \"hard\": 257~rlimits[0]",
                "\"size\": \"1m\"~\"size\": \"65m\"~tmpfs[0]",
                "\"inodes\": 10~\"inodes\": 1000000~tmpfs[0]",
                "\"path\": \"/tmp\"~\"path\": \"/var/tmp\"~tmpfs[0]",
                "\"path\": \"/tmp\", \"size\": \"1m\", \"inodes\": 10, \"mode\": \"0700\", \"exec\": false~\"path\": \"/run\", \"size\": \"1m\", \"inodes\": 10, \"mode\": \"0700\", \"exec\": true~tmpfs[0]",
                "\"mode\": \"0700\", \"exec\": false, \"reason\": \"less\"~\"mode\": \"0777\", \"exec\": false, \"reason\": \"less\" }, { \"path\": \"/run\", \"size\": 1, \"inodes\": 1, \"mode\": \"0777\", \"exec\": false, \"reason\": \"r\"~tmpfs[1]",
                "\"limits\"~\"capabilities\": [\"CAP_KILL\"], \"limits\"~capabilities",
            })
    void refusesToBeLooserThanTheBase(String part, String by, String where) {
        assertRefused(broken(DERIVED, part, by), DERIVED_SECCOMP, ProfileFault.LOOSENS, where);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ALLOW", "LOG"})
    void aRuleOnTopOfABaseMayOnlyRefuse(String action) {
        String seccomp = broken(DERIVED_SECCOMP, "KILL_PROCESS", action);
        assertRefused(DERIVED, seccomp, ProfileFault.LOOSENS, "rules[0].action", "strict");
    }

    @Test
    void aSeccompFileOnTopOfABaseCannotChangeTheDefault() {
        String seccomp = broken(DERIVED_SECCOMP, "\"rules\"", "\"defaultAction\": \"ERRNO(EPERM)\", \"rules\"");
        assertRefused(DERIVED, seccomp, ProfileFault.UNKNOWN_FIELD, "defaultAction");
    }

    @Test
    void aProfileWithoutABaseSaysEveryLimit() {
        String profile = broken(PROFILE, "{ \"limit\": \"pids\", \"value\": 10, \"reason\": \"r\" },", "");
        assertRefused(profile, SECCOMP, ProfileFault.MISSING_FIELD, "pids is missing");
    }

    @Test
    void refusesABaseThatIsNotShipped() {
        assertRefused(
                broken(DERIVED, "\"strict\"", "\"tighter\""), DERIVED_SECCOMP, ProfileFault.UNKNOWN_PROFILE, "default");
    }

    @Test
    void namesEveryFlawOfAFileAtOnce() {
        String seccomp = broken(
                broken(broken(SECCOMP, "\"write\"", "\"wriite\""), "\"EQ\"", "\"IS\""),
                "\"schema\": 1",
                "\"schema\": 3");
        assertRefused(
                PROFILE, seccomp, ProfileFault.BAD_VALUE, "schema", "rules[0].names", "rules[1].arguments[0].operator");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "{", "{}{}", "{} x", "\"text\"", "{\"a\":}", "nul"})
    void refusesWhatIsNotOneJsonObject(String text) {
        assertRefused(text, SECCOMP, ProfileFault.MALFORMED, "JSON");
    }

    @Test
    void refusesAFileThatIsTooLarge() {
        String large = PROFILE + " ".repeat(256 * 1024);
        assertRefused(large, SECCOMP, ProfileFault.TOO_LARGE, "262144");
    }

    @Test
    void refusesAFolderAndAMissingFile() throws IOException {
        Files.createDirectory(folder.resolve("seccomp.json"));
        Path profile = Files.writeString(folder.resolve("profile.json"), PROFILE);
        assertUnreadable(profile, "not a regular file");
        Files.delete(folder.resolve("seccomp.json"));
        assertUnreadable(profile, "NoSuchFile");
        assertUnreadable(Path.of("/"), "directory");
    }

    private static void assertUnreadable(Path profile, String reason) {
        assertThatThrownBy(() -> ProfileCatalog.shipped().loadFile(profile))
                .isInstanceOfSatisfying(ImmureException.class, e -> {
                    assertThat(e.fault().code()).isEqualTo(ProfileFault.UNREADABLE);
                    assertThat(e.fault().why()).contains(reason);
                });
    }
}

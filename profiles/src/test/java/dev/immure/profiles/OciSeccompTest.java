package dev.immure.profiles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.immure.bpf.BpfEmulator;
import dev.immure.core.ImmureException;
import dev.immure.core.launch.SeccompFilter;
import dev.immure.core.runtime.CapabilitySet;
import dev.immure.core.runtime.SeccompAction;
import dev.immure.core.runtime.SeccompProfile;
import dev.immure.core.runtime.SeccompStack;
import dev.immure.core.runtime.SystemCallTable;
import dev.immure.profiles.OciSeccomp.KernelRelease;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Filters in the JSON of Docker and OCI: what they say, and that they can only take away. */
class OciSeccompTest {
    private static final long HIGH_BIT = 1L << 32;
    private static final KernelRelease KERNEL = KernelRelease.of("6.1.0-13-amd64");
    private static final SeccompProfile BASE = ShippedFilters.DEFAULT.profile();

    /** A deny-list: everything but what is named. */
    private static String deny(String... syscalls) {
        return "{\"defaultAction\":\"SCMP_ACT_ALLOW\",\"syscalls\":[" + String.join(",", syscalls) + "]}";
    }

    private static String rule(String name, String action, String args) {
        return "{\"names\":[\"" + name + "\"],\"action\":\"" + action + "\",\"args\":[" + args + "]}";
    }

    private static String arg(int index, String op, String value, String valueTwo) {
        return "{\"index\":" + index + ",\"op\":\"" + op + "\",\"value\":" + value + ",\"valueTwo\":" + valueTwo + "}";
    }

    private static OciSeccomp parse(String json) {
        return OciSeccomp.parse(json.getBytes(StandardCharsets.UTF_8), "test.json");
    }

    private static SeccompProfile profile(String json, String... capabilities) {
        return parse(json).profile(CapabilitySet.parse(List.of(capabilities)), KERNEL);
    }

    private static BpfEmulator onTopOfDefault(String json) {
        return new BpfEmulator(SeccompFilter.compile(SeccompStack.of(BASE).with(profile(json))));
    }

    private static int number(String call) {
        return ShippedFilters.number(call);
    }

    private static SeccompAction action(SeccompProfile profile, String call, long... arguments) {
        return profile.actionFor(number(call), java.util.Arrays.copyOf(arguments, 6));
    }

    @Test
    void aFileThatAllowsEverythingChangesNothing() {
        BpfEmulator filter = onTopOfDefault("{\"defaultAction\":\"SCMP_ACT_ALLOW\"}");
        BpfEmulator base = new BpfEmulator(ShippedFilters.DEFAULT.program());
        for (int number = 0; number < 600; number++) {
            assertThat(filter.run(number)).as("call %d", number).isEqualTo(base.run(number));
        }
    }

    /** What must stay closed whatever a file says, by name and unconditionally allowed in it. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "unshare",
                "setns",
                "mount",
                "umount2",
                "fsopen",
                "fsmount",
                "open_tree",
                "move_mount",
                "mount_setattr",
                "pivot_root",
                "keyctl",
                "add_key",
                "request_key",
                "io_uring_setup",
                "userfaultfd",
                "bpf",
                "perf_event_open",
                "ptrace",
                "kexec_load",
                "init_module",
                "open_by_handle_at",
                "clone3",
                "reboot"
            })
    void cannotOpenWhatIsAlwaysClosed(String call) {
        BpfEmulator filter = onTopOfDefault(
                "{\"defaultAction\":\"SCMP_ACT_ALLOW\",\"syscalls\":[" + rule(call, "SCMP_ACT_ALLOW", "") + "]}");
        assertThat(filter.run(number(call))).isNotEqualTo(ShippedFilters.ALLOW);
        assertThat(filter.run(number("clone"), 0x10000011L)).isNotEqualTo(ShippedFilters.ALLOW);
    }

    @Test
    void neverAllowsWhatTheProfileRefuses() {
        String json = "{\"defaultAction\":\"SCMP_ACT_ALLOW\",\"syscalls\":["
                + rule("ioctl", "SCMP_ACT_ALLOW", arg(1, "SCMP_CMP_EQ", "21522", "0")) + ","
                + rule("socket", "SCMP_ACT_ALLOW", arg(0, "SCMP_CMP_GE", "0", "0")) + "]}";
        BpfEmulator filter = onTopOfDefault(json);
        BpfEmulator base = new BpfEmulator(ShippedFilters.DEFAULT.program());
        for (int number = 0; number <= SystemCallTable.last() + 20; number++) {
            for (long value : new long[] {0, 1, 16, 40, 0x5412, 0x5412 | HIGH_BIT, 0x10000011L, -1}) {
                long[] registers = {value, value, value, 0, 0, 0};
                if (base.run(number, registers) != ShippedFilters.ALLOW) {
                    assertThat(filter.run(number, registers)).isNotEqualTo(ShippedFilters.ALLOW);
                }
            }
        }
    }

    /** E13: 40 is AF_VSOCK; the kernel reads 32 bits of it, and the file says nothing about widths. */
    @ParameterizedTest
    @CsvSource({
        "SCMP_ACT_ERRNO, SCMP_CMP_EQ, 1, 0",
        "SCMP_ACT_ERRNO, SCMP_CMP_MASKED_EQ, 18446744073709551615, 1",
        "SCMP_ACT_KILL, SCMP_CMP_LE, 1, 0"
    })
    void aRefusedIntIsRefusedWithHighBits(String action, String op, String value, String valueTwo) {
        SeccompProfile profile = profile(deny(rule("socket", action, arg(0, op, value, valueTwo))));
        for (long high : new long[] {0, HIGH_BIT, 0xffffffff_00000000L}) {
            assertThat(action(profile, "socket", 1 | high).refuses()).isTrue();
            assertThat(action(profile, "socket", 2 | high).refuses()).isFalse();
        }
    }

    @Test
    void whatIsAllowedButOneIntIsClosedToItWithHighBits() {
        String json = "{\"defaultAction\":\"SCMP_ACT_ERRNO\",\"syscalls\":["
                + rule("socket", "SCMP_ACT_ALLOW", arg(0, "SCMP_CMP_NE", "1", "0")) + "]}";
        BpfEmulator filter = onTopOfDefault(json);
        assertThat(filter.run(number("socket"), 1, 1)).isEqualTo(ShippedFilters.EPERM);
        assertThat(filter.run(number("socket"), 1 | HIGH_BIT, 1)).isEqualTo(ShippedFilters.EPERM);
        assertThat(filter.run(number("socket"), 2, 1)).isEqualTo(ShippedFilters.ALLOW);
        assertThat(filter.run(number("socket"), 2 | HIGH_BIT, 1)).isEqualTo(ShippedFilters.ALLOW);
    }

    @Test
    void aModeIsComparedInSixteenBits() {
        SeccompProfile profile = profile(deny(rule("mknod", "SCMP_ACT_ERRNO", arg(1, "SCMP_CMP_EQ", "8192", "0"))));
        assertThat(action(profile, "mknod", 0, 8192).refuses()).isTrue();
        assertThat(action(profile, "mknod", 0, 8192 | 0x10000).refuses()).isTrue();
        assertThat(action(profile, "mknod", 0, 8192 | HIGH_BIT).refuses()).isTrue();
    }

    @Test
    void aLongIsComparedInSixtyFourBits() {
        SeccompProfile profile = profile(deny(rule("brk", "SCMP_ACT_ERRNO", arg(0, "SCMP_CMP_EQ", "1", "0"))));
        assertThat(action(profile, "brk", 1).refuses()).isTrue();
        assertThat(action(profile, "brk", 1 | HIGH_BIT).refuses()).isFalse();
    }

    @Test
    void ofSeveralRulesThatMatchTheStrictestDecides() {
        SeccompProfile profile = profile("{\"defaultAction\":\"SCMP_ACT_ERRNO\",\"syscalls\":["
                + rule("ioctl", "SCMP_ACT_ALLOW", "") + ","
                + rule("ioctl", "SCMP_ACT_KILL_PROCESS", arg(1, "SCMP_CMP_EQ", "21505", "0")) + "]}");
        assertThat(action(profile, "ioctl", 0, 21505)).isEqualTo(SeccompAction.KILL_PROCESS);
        assertThat(action(profile, "ioctl", 0, 21506)).isEqualTo(SeccompAction.ALLOW);
    }

    @Test
    void twoComparisonsOfOneArgumentAreAlternatives() {
        SeccompProfile profile = profile(deny(rule(
                "personality",
                "SCMP_ACT_ERRNO",
                arg(0, "SCMP_CMP_EQ", "8", "0") + "," + arg(0, "SCMP_CMP_EQ", "131072", "0"))));
        assertThat(action(profile, "personality", 8).refuses()).isTrue();
        assertThat(action(profile, "personality", 131072).refuses()).isTrue();
        assertThat(action(profile, "personality", 0).refuses()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"includes\":{\"caps\":[\"CAP_SYS_ADMIN\"]} | false | true",
                "\"excludes\":{\"caps\":[\"CAP_SYS_ADMIN\"]} | true | false",
                "\"includes\":{\"arches\":[\"amd64\",\"x32\"]} | true | true",
                "\"includes\":{\"arches\":[\"s390\"]} | false | false",
                "\"excludes\":{\"arches\":[\"amd64\"]} | false | false",
                "\"excludes\":{\"arches\":[\"s390\"]} | true | true",
                "\"includes\":{\"minKernel\":\"4.8\"} | true | true",
                "\"includes\":{\"minKernel\":\"6.2\"} | false | false",
                "\"excludes\":{\"minKernel\":\"4.8\"} | false | false",
                "\"includes\":{},\"excludes\":null,\"comment\":\"words\" | true | true"
            })
    void aRuleIsForTheSandboxesItNames(String condition, boolean without, boolean with) {
        String json = deny("{\"names\":[\"read\"],\"action\":\"SCMP_ACT_ERRNO\"," + condition + "}");
        assertThat(action(profile(json), "read").refuses()).isEqualTo(without);
        assertThat(action(profile(json, "CAP_SYS_ADMIN"), "read").refuses()).isEqualTo(with);
    }

    @Test
    void takesARuntimeConfigurationAndTheOldName() {
        String json =
                "{\"ociVersion\":\"1.2.0\",\"process\":{},\"linux\":{\"seccomp\":{\"defaultAction\":\"SCMP_ACT_ALLOW\","
                        + "\"architectures\":[\"SCMP_ARCH_X86_64\"],\"flags\":[\"SECCOMP_FILTER_FLAG_LOG\"],"
                        + "\"syscalls\":[{\"name\":\"getcwd\",\"action\":\"SCMP_ACT_ERRNO\",\"errnoRet\":13}]}}}";
        assertThat(action(profile(json), "getcwd")).isEqualTo(new SeccompAction.Errno(13));
    }

    @Test
    void callsOfOtherArchitecturesAreLeftOut() {
        String json = deny(rule("_llseek", "SCMP_ACT_ERRNO", ""), rule("vm86old", "SCMP_ACT_ERRNO", ""));
        assertThat(profile(json).rules()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "IMM-PROFILE-JSON | {",
                "IMM-PROFILE-JSON | {\"defaultAction\":\"SCMP_ACT_ALLOW\",\"defaultAction\":\"SCMP_ACT_ERRNO\"}",
                "IMM-PROFILE-MISSING | {}",
                "IMM-PROFILE-FIELD | {\"defaultAction\":\"SCMP_ACT_ALLOW\",\"sycalls\":[]}",
                "IMM-PROFILE-VALUE | {\"defaultAction\":\"ALLOW\"}",
                "IMM-PROFILE-VALUE | {\"defaultAction\":\"SCMP_ACT_NOTIFY\"}",
                "IMM-PROFILE-VALUE | {\"defaultAction\":\"SCMP_ACT_ALLOW\",\"listenerPath\":\"/run/x\"}",
                "IMM-PROFILE-VALUE | {\"defaultAction\":\"SCMP_ACT_ERRNO\",\"defaultErrnoRet\":0}",
                "IMM-PROFILE-VALUE | {\"defaultAction\":\"SCMP_ACT_ERRNO\",\"defaultErrnoRet\":4096}",
                "IMM-PROFILE-VALUE | {\"defaultAction\":\"SCMP_ACT_ALLOW\",\"architectures\":[\"SCMP_ARCH_ARM\"]}",
                "IMM-PROFILE-VALUE | {\"defaultAction\":\"SCMP_ACT_ALLOW\",\"flags\":[\"NO_SUCH_FLAG\"]}",
                "IMM-PROFILE-VALUE | {\"defaultAction\":\"SCMP_ACT_ALLOW\",\"syscalls\":{}}"
            })
    void refusesAFileThatIsWrong(String code, String json) {
        assertRefused(json, code);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "IMM-PROFILE-MISSING | {\"names\":[],\"action\":\"SCMP_ACT_ERRNO\"}",
                "IMM-PROFILE-MISSING | {\"names\":[\"read\"]}",
                "IMM-PROFILE-VALUE | {\"names\":[\"re ad\"],\"action\":\"SCMP_ACT_ERRNO\"}",
                "IMM-PROFILE-FIELD | {\"names\":[\"read\"],\"action\":\"SCMP_ACT_ERRNO\",\"arg\":[]}",
                "IMM-PROFILE-VALUE | {\"names\":[\"read\"],\"action\":\"SCMP_ACT_ERRNO\",\"args\":[{\"index\":6,\"op\":\"SCMP_CMP_EQ\"}]}",
                "IMM-PROFILE-VALUE | {\"names\":[\"read\"],\"action\":\"SCMP_ACT_ERRNO\",\"args\":[{\"index\":0,\"op\":\"EQ\"}]}",
                "IMM-PROFILE-VALUE | {\"names\":[\"read\"],\"action\":\"SCMP_ACT_ERRNO\",\"args\":[{\"index\":0,\"op\":\"SCMP_CMP_EQ\",\"value\":-1}]}",
                "IMM-PROFILE-VALUE | {\"names\":[\"read\"],\"action\":\"SCMP_ACT_ERRNO\",\"args\":[{\"index\":0,\"op\":\"SCMP_CMP_EQ\",\"value\":18446744073709551616}]}",
                "IMM-PROFILE-VALUE | {\"names\":[\"read\"],\"action\":\"SCMP_ACT_ERRNO\",\"args\":[{\"index\":0,\"op\":\"SCMP_CMP_EQ\",\"value\":4294967297}]}",
                "IMM-PROFILE-VALUE | {\"names\":[\"open\"],\"action\":\"SCMP_ACT_ERRNO\",\"args\":[{\"index\":2,\"op\":\"SCMP_CMP_LT\",\"value\":1}]}",
                "IMM-PROFILE-VALUE | {\"names\":[\"read\"],\"action\":\"SCMP_ACT_ERRNO\",\"includes\":{\"caps\":[\"CAP_NONE\"]}}",
                "IMM-PROFILE-VALUE | {\"names\":[\"read\"],\"action\":\"SCMP_ACT_ERRNO\",\"includes\":{\"minKernel\":\"new\"}}"
            })
    void refusesARuleThatIsWrong(String code, String entry) {
        assertRefused(deny(entry), code);
    }

    private static void assertRefused(String json, String code) {
        assertThatThrownBy(() -> parse(json))
                .isInstanceOfSatisfying(
                        ImmureException.class,
                        e -> assertThat(e.fault().code().id())
                                .as(e.fault().why())
                                .isEqualTo(code));
    }

    @Test
    void tellsAllFlawsAtOnce() {
        assertThatThrownBy(() -> parse(deny(
                        "{\"names\":[\"read\"],\"action\":\"WRONG\"}", "{\"names\":[\"write\"],\"action\":\"ODD\"}")))
                .hasMessageContaining("syscalls[0]")
                .hasMessageContaining("syscalls[1]");
    }

    /** The file that Debian's golang-github-containers-common installs for podman. */
    @Test
    void takesTheFileOfPodman() throws IOException {
        Path file = Path.of("/usr/share/containers/seccomp.json");
        Assumptions.assumeTrue(Files.isReadable(file), "podman is not installed here");
        SeccompProfile profile = OciSeccomp.parse(Files.readAllBytes(file), file.toString())
                .profile(CapabilitySet.parse(List.of()), KERNEL);
        BpfEmulator filter =
                new BpfEmulator(SeccompFilter.compile(SeccompStack.of(BASE).with(profile)));
        assertThat(filter.run(number("read"))).isEqualTo(ShippedFilters.ALLOW);
        assertThat(filter.run(number("socket"), 1, 1)).isEqualTo(ShippedFilters.ALLOW);
        assertThat(filter.run(number("mount"))).isEqualTo(ShippedFilters.EPERM);
        assertThat(filter.run(number("clone3"))).isEqualTo(ShippedFilters.ENOSYS);
    }
}

package dev.immure.core.resource;

import static dev.immure.core.resource.Faults.assertFault;
import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.core.internal.kernel.ControlFiles;
import dev.immure.core.internal.kernel.Errno;
import dev.immure.core.internal.kernel.ErrnoException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LimitWriterTest {
    private static final List<Setting> V2 = LimitSettings.of(
            new Hierarchy(CgroupVersion.V2, Path.of("/c"), EnumSet.of(Controller.MEMORY, Controller.PIDS)),
            ResourceLimits.of(64 << 20, 7),
            "");

    /** A cgroup directory that holds what is written to it, newline added, as the kernel does. */
    private static final class FakeDirectory implements ControlFiles {
        final Map<String, String> files = new HashMap<>();
        final List<String> order = new ArrayList<>();
        final Map<String, Integer> refusals = new HashMap<>();

        FakeDirectory(String... names) {
            for (String name : names) {
                files.put(name, "max\n");
            }
        }

        @Override
        public void write(String file, String value) throws ErrnoException {
            Integer refusal = refusals.get(file);
            if (refusal != null) {
                throw new ErrnoException("write", refusal);
            }
            if (!files.containsKey(file)) {
                throw new ErrnoException("openat2", Errno.ENOENT);
            }
            order.add(file + "=" + value);
            if (!files.get(file).equals("stubborn\n")) {
                files.put(file, value + "\n");
            }
        }

        @Override
        public Optional<String> read(String file) {
            return Optional.ofNullable(files.get(file));
        }
    }

    private static FakeDirectory complete() {
        return new FakeDirectory("memory.max", "memory.swap.max", "memory.oom.group", "pids.max");
    }

    private static void apply(FakeDirectory directory, boolean swap) {
        new LimitWriter(Path.of("/c"), directory, swap).apply(V2);
    }

    @Test
    void writesInTheOrderGiven() {
        FakeDirectory directory = complete();
        apply(directory, true);
        assertThat(directory.order)
                .containsExactly("memory.swap.max=0", "memory.oom.group=1", "memory.max=67108864", "pids.max=7");
    }

    @Test
    void refusesALimitThatTheKernelDidNotTake() {
        FakeDirectory directory = complete();
        directory.files.put("memory.max", "stubborn\n");
        assertFault(() -> apply(directory, true), CgroupFault.READ_BACK, "the kernel keeps stubborn");
    }

    @Test
    void refusesAKernelWithoutTheLimit() {
        FakeDirectory directory = complete();
        directory.files.remove("pids.max");
        assertFault(() -> apply(directory, true), CgroupFault.LIMIT, "ENOENT");
    }

    @Test
    void refusesALimitThatTheKernelRejects() {
        FakeDirectory directory = complete();
        directory.refusals.put("memory.max", Errno.EINVAL);
        assertFault(() -> apply(directory, true), CgroupFault.LIMIT, "EINVAL");
    }

    @Test
    void refusesUnboundedSwapOnlyWhereThereIsSwap() {
        FakeDirectory directory = complete();
        directory.files.remove("memory.swap.max");
        assertFault(() -> apply(directory, true), CgroupFault.SWAP, "memory.swap.max");
        apply(directory, false);
        assertThat(directory.order).doesNotContain("memory.swap.max=0").contains("pids.max=7");
    }

    @Test
    void believesAKeyedFileByItsLine() {
        FakeDirectory directory = new FakeDirectory("memory.oom_control");
        Setting setting = new Setting("memory.oom_control", "0", "oom_kill_disable 0", Setting.Presence.REQUIRED);
        assertFault(
                () -> new LimitWriter(Path.of("/c"), directory, false).apply(List.of(setting)),
                CgroupFault.READ_BACK,
                "the kernel keeps 0");
    }

    @Test
    void passesOverALimitThatThisKernelNeedNotHave() {
        FakeDirectory directory = new FakeDirectory();
        new LimitWriter(Path.of("/c"), directory, true).apply(List.of(Setting.wherePresent("x", 1)));
        assertThat(directory.order).isEmpty();
    }
}

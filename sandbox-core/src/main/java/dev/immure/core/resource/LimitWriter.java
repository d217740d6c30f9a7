package dev.immure.core.resource;

import dev.immure.core.ImmureException;
import dev.immure.core.internal.kernel.ControlFiles;
import dev.immure.core.internal.kernel.Errno;
import dev.immure.core.internal.kernel.ErrnoException;
import java.util.List;
import java.util.Optional;

/** Writes settings in order, and believes the kernel only what it reads back. */
final class LimitWriter {
    private final Object where;
    private final ControlFiles files;
    private final boolean swapInUse;

    /** @param where the directory, for faults */
    LimitWriter(Object where, ControlFiles files, boolean swapInUse) {
        this.where = where;
        this.files = files;
        this.swapInUse = swapInUse;
    }

    void apply(List<Setting> settings) {
        for (Setting setting : settings) {
            try {
                files.write(setting.file(), setting.value());
                check(setting);
            } catch (ErrnoException e) {
                refused(setting, e);
            }
        }
    }

    private void check(Setting setting) throws ErrnoException {
        Optional<String> now = files.read(setting.file());
        if (now.isEmpty() || now.get().lines().noneMatch(setting.expected()::equals)) {
            throw CgroupFault.READ_BACK.because(
                    "cannot set " + setting.file() + " of",
                    where,
                    "wrote " + setting.value() + ", but the kernel keeps "
                            + now.map(LimitWriter::firstLine).orElse("nothing"),
                    "Choose a limit that this kernel can hold, or raise the limit of the cgroup above");
        }
    }

    private void refused(Setting setting, ErrnoException why) {
        boolean absent = why.is(Errno.ENOENT);
        if (!absent) {
            throw limit(setting, why);
        }
        switch (setting.presence()) {
            case REQUIRED -> throw limit(setting, why);
            case WHERE_PRESENT -> {}
            case REQUIRED_WITH_SWAP -> {
                if (swapInUse) {
                    throw CgroupFault.SWAP.because(
                            "cannot keep the sandbox out of swap in",
                            where,
                            "this kernel has no " + setting.file() + ", and /proc/swaps is not empty",
                            "Boot with swapaccount=1, or turn swap off (swapoff -a)");
                }
            }
        }
    }

    private ImmureException limit(Setting setting, ErrnoException why) {
        return CgroupFault.LIMIT.because(
                "cannot write " + setting.value() + " to " + setting.file() + " of",
                where,
                why,
                "Check that the cgroup is writable, that the cgroup above allows this much (cpu.cfs_quota_us, "
                        + "cpuset.cpus), and that the kernel has this limit");
    }

    private static String firstLine(String text) {
        return text.lines().findFirst().orElse("an empty file");
    }
}

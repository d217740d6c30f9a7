package dev.immure.core.launch;

import dev.immure.core.runtime.SystemCallTable;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * How a sandbox ended.
 *
 * @param exited what PID 1 reported; empty when it was killed itself
 * @param usage of the program, when PID 1 could tell
 * @param initStatus the wait status of PID 1, 0 when it ended by itself
 * @param denied the first call that the filter refused
 * @param used calls that were made, where they were recorded
 * @param disks one for each tmpfs
 * @param files what was opened to be copied out; the descriptors are the sandbox's
 */
record SandboxEnd(
        Optional<LaunchRecord.Exited> exited,
        Optional<LaunchRecord.Usage> usage,
        int initStatus,
        Optional<LaunchRecord.Denied> denied,
        List<LaunchRecord.Used> used,
        List<RunReport.MountUse> disks,
        List<OpenedFile> files) {
    SandboxEnd {
        disks = List.copyOf(disks);
        used = List.copyOf(used);
        files = List.copyOf(files);
    }

    RunReport.Calls calls() {
        Set<String> names = new TreeSet<>();
        for (LaunchRecord.Used record : used) {
            BitSet.valueOf(new long[] {record.low(), record.high()}).stream()
                    .mapToObj(bit -> SystemCallTable.name(record.first() + bit))
                    .forEach(name -> name.ifPresent(names::add));
        }
        return new RunReport.Calls(denied.filter(LaunchRecord.Denied::ended).isPresent(), names);
    }

    /** Killed, or ended before the program ran. */
    static SandboxEnd of(int initStatus) {
        return new SandboxEnd(
                Optional.empty(), Optional.empty(), initStatus, Optional.empty(), List.of(), List.of(), List.of());
    }
}

package dev.immure.core.host;

import dev.immure.core.ImmureException;
import dev.immure.core.resource.CgroupFault;
import dev.immure.core.resource.CgroupLayout;
import dev.immure.core.resource.CgroupParent;
import dev.immure.core.resource.Controller;
import dev.immure.core.resource.Hierarchy;
import dev.immure.core.resource.ResourceLimits;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Limits and meters. */
final class CgroupProbes {
    /** Any limits: every sandbox needs the same controllers, cpuset apart. */
    private static final ResourceLimits LIMITS = ResourceLimits.of(1 << 20, 1);

    private static final String SWAPS = "/proc/swaps";

    private final KernelView kernel;
    private final Optional<CgroupParent> parent;

    CgroupProbes(KernelView kernel, Optional<CgroupParent> parent) {
        this.kernel = kernel;
        this.parent = parent;
    }

    private CgroupLayout detect() {
        return CgroupLayout.detect(
                file -> kernel.read(file.toString()).text(),
                kernel.effectiveUserId() == 0,
                cgroup -> kernel.isDelegated(cgroup.toString()),
                parent);
    }

    Optional<CgroupLayout> layout() {
        try {
            return Optional.of(detect());
        } catch (ImmureException e) {
            return Optional.empty();
        }
    }

    Finding controllers() {
        try {
            CgroupLayout layout = detect();
            List<Hierarchy> seats = layout.hierarchies(LIMITS.controllers());
            String evidence = layout.text() + ": " + describe(seats);
            List<String> closed = seats.stream()
                    .map(seat -> seat.base().toString())
                    .filter(base -> !kernel.isWritable(base))
                    .toList();
            return Finding.of(
                    Wall.CGROUP,
                    closed.isEmpty(),
                    evidence + (closed.isEmpty() ? "" : "; no write access to " + String.join(", ", closed)),
                    CgroupFault.DELEGATE);
        } catch (ImmureException e) {
            return Finding.missing(Wall.CGROUP, e.fault().why(), e.fault().remedy());
        }
    }

    private static String describe(List<Hierarchy> seats) {
        return seats.stream()
                .map(seat -> seat.controllers().stream()
                                .map(Controller::kernelName)
                                .sorted()
                                .collect(Collectors.joining(","))
                        + " on " + seat.version().text() + " at " + seat.base())
                .collect(Collectors.joining("; "));
    }

    Finding swap() {
        FileText swaps = kernel.read(SWAPS);
        if (swaps.text().isEmpty()) {
            return Finding.unknown(Wall.SWAP, swaps.evidence(), "Mount /proc");
        }
        if (swaps.value().lines().count() < 2) {
            return Finding.available(Wall.SWAP, SWAPS + " lists no swap");
        }
        return memoryAndSwapFile()
                .map(this::accounting)
                .orElseGet(() -> Finding.unknown(
                        Wall.SWAP,
                        SWAPS + " lists swap; memory.swap.max of a v2 cgroup shows only when one is made",
                        "Boot with swapaccount=1 if a launch is refused for it"));
    }

    private Finding accounting(Path file) {
        boolean there = kernel.exists(file.toString());
        return Finding.of(
                Wall.SWAP,
                there,
                SWAPS + " lists swap; " + file + (there ? " exists" : " does not exist"),
                "Boot with swapaccount=1, or turn swap off (swapoff -a)");
    }

    /** v1 has the file in every memory cgroup, the top included; v2 only below the top. */
    private Optional<Path> memoryAndSwapFile() {
        return layout().flatMap(layout -> switch (layout) {
                    case CgroupLayout.V1 v1 ->
                        Optional.ofNullable(v1.directories().get(Controller.MEMORY));
                    case CgroupLayout.Hybrid hybrid ->
                        Optional.ofNullable(hybrid.v1().directories().get(Controller.MEMORY));
                    case CgroupLayout.V2 ignored -> Optional.empty();
                    case CgroupLayout.Waived ignored -> Optional.empty();
                })
                .map(directory -> directory.resolve("memory.memsw.limit_in_bytes"));
    }
}

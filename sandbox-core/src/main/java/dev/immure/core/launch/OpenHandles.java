package dev.immure.core.launch;

import dev.immure.core.Fault;
import dev.immure.core.ImmureException;
import dev.immure.core.image.Digest;
import dev.immure.core.internal.kernel.Descriptors;
import dev.immure.core.internal.kernel.DetachedMounts;
import dev.immure.core.internal.kernel.ErrnoException;
import dev.immure.core.internal.kernel.Fd;
import dev.immure.core.plan.HostHandle;
import dev.immure.core.plan.LaunchPlan;
import dev.immure.core.plan.Opcode;
import dev.immure.core.resource.SandboxCgroup;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The descriptors a plan names, opened and checked before anything starts. */
final class OpenHandles implements AutoCloseable {
    private final List<Fd> owned = new ArrayList<>();
    private final List<Fd> inOrder = new ArrayList<>();

    private OpenHandles() {}

    static OpenHandles open(LaunchRequest request, SandboxCgroup cgroup, NetworkConnection network, CopyIn copies) {
        OpenHandles handles = new OpenHandles();
        boolean done = false;
        try {
            DeviceNodes devices = new DeviceNodes(handles.deviceDirectory(request), labelOf(request.plan()));
            int procs = 0;
            int parents = 0;
            for (HostHandle handle : request.plan().handles()) {
                switch (handle) {
                    case HostHandle.LayerTree layer -> handles.own(openLayer(layer, request.layerTrees()));
                    case HostHandle.DeviceNode device -> handles.own(devices.open(device));
                    case HostHandle.BindSource bind -> handles.own(openBind(bind));
                    case HostHandle.CopySource copy -> handles.inOrder.add(copies.reader(copy));
                    case HostHandle.IdRangeLock ignored ->
                        handles.inOrder.add(request.idRange().lock());
                    case HostHandle.NetworkSlotLock ignored -> handles.inOrder.add(network.lock());
                    case HostHandle.DiskMount disk -> handles.inOrder.add(mountOf(disk, request));
                    // All in the order of the hierarchies, as the plan's names are: v1 before v2.
                    case HostHandle.CgroupProcs ignored ->
                        handles.inOrder.add(cgroup.procsFds().get(procs++));
                    case HostHandle.CgroupDirectory ignored ->
                        handles.inOrder.add(cgroup.cloneIntoFd().orElseThrow());
                    case HostHandle.CgroupParent ignored ->
                        handles.inOrder.add(cgroup.removals().get(parents++).parent());
                }
            }
            done = true;
            return handles;
        } finally {
            if (!done) {
                handles.close();
            }
        }
    }

    private static Optional<String> labelOf(LaunchPlan plan) {
        return plan.ops().stream()
                .filter(op -> op.opcode() == Opcode.LABEL_MOUNTS)
                .map(op -> op.texts().getFirst().asText())
                .findFirst();
    }

    /** One descriptor for each handle of the plan, in its order. */
    List<Fd> inOrder() {
        return List.copyOf(inOrder);
    }

    @Override
    public void close() {
        owned.forEach(Fd::close);
    }

    /**
     * A place of no name where there can be one, since the sandbox's table of mounts tells where its nodes lie. Else the
     * directory of the slot.
     */
    private Fd deviceDirectory(LaunchRequest request) {
        try {
            Optional<Fd> mount = DetachedMounts.forDevices();
            mount.ifPresent(owned::add);
            return mount.orElseGet(() -> request.idRange().devices());
        } catch (ErrnoException e) {
            throw new ImmureException(
                    new Fault(
                            LaunchFault.DEVICE,
                            "cannot offer",
                            "devices of its own to the sandbox",
                            e.getMessage(),
                            "Check the memory that is left"),
                    e);
        }
    }

    private void own(Fd fd) {
        owned.add(fd);
        inOrder.add(fd);
    }

    private static Fd mountOf(HostHandle.DiskMount disk, LaunchRequest request) {
        return request.disk()
                .mount()
                .orElseThrow(() -> new IllegalArgumentException("no mount was given for " + disk.describe()));
    }

    private static Fd openLayer(HostHandle.LayerTree layer, Map<Digest, Path> trees) {
        Path tree = trees.get(layer.diffId());
        if (tree == null) {
            throw new IllegalArgumentException("no tree was given for " + layer.describe());
        }
        return open(tree.toString(), Descriptors.O_PATH | Descriptors.O_DIRECTORY, layer);
    }

    /**
     * The path was resolved before the policy saw it, so a symlink in any part of it has been put there since, by somebody
     * who would like another directory to be mounted than the one that was permitted (as CVE-2021-30465).
     */
    private static Fd openBind(HostHandle.BindSource bind) {
        try {
            long resolve = Descriptors.RESOLVE_NO_SYMLINKS | Descriptors.RESOLVE_NO_MAGICLINKS;
            return Descriptors.openat2(Descriptors.AT_FDCWD, bind.path(), Descriptors.O_PATH, 0, resolve);
        } catch (ErrnoException e) {
            throw cannotOpen(bind, e);
        }
    }

    private static Fd open(String path, int flags, HostHandle handle) {
        try {
            return Descriptors.open(path, flags);
        } catch (ErrnoException e) {
            throw cannotOpen(handle, e);
        }
    }

    private static ImmureException cannotOpen(HostHandle handle, ErrnoException e) {
        return new ImmureException(
                new Fault(
                        LaunchFault.HANDLE,
                        "cannot open",
                        handle.describe(),
                        e.getMessage(),
                        "Check that it exists, and that no part of its path is a symbolic link"),
                e);
    }
}

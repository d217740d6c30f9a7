package dev.immure.core.launch;

import dev.immure.core.Fault;
import dev.immure.core.ImmureException;
import dev.immure.core.image.Digest;
import dev.immure.core.internal.kernel.Descriptors;
import dev.immure.core.internal.kernel.ErrnoException;
import dev.immure.core.internal.kernel.Fd;
import dev.immure.core.internal.kernel.FileStat;
import dev.immure.core.internal.kernel.FileTree;
import dev.immure.core.plan.HostHandle;
import dev.immure.core.resource.SandboxCgroup;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The descriptors a plan names, opened and checked before anything starts. */
final class OpenHandles implements AutoCloseable {
    private final List<Fd> owned = new ArrayList<>();
    private final List<Fd> inOrder = new ArrayList<>();

    private OpenHandles() {}

    static OpenHandles open(LaunchRequest request, SandboxCgroup cgroup, NetworkConnection network) {
        OpenHandles handles = new OpenHandles();
        boolean done = false;
        try {
            int procs = 0;
            int parents = 0;
            for (HostHandle handle : request.plan().handles()) {
                switch (handle) {
                    case HostHandle.LayerTree layer -> handles.own(openLayer(layer, request.layerTrees()));
                    case HostHandle.DeviceNode device -> handles.own(openDevice(device));
                    case HostHandle.BindSource bind -> handles.own(openBind(bind));
                    case HostHandle.IdRangeLock ignored ->
                        handles.inOrder.add(request.idRange().lock());
                    case HostHandle.NetworkSlotLock ignored -> handles.inOrder.add(network.lock());
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

    /** One descriptor for each handle of the plan, in its order. */
    List<Fd> inOrder() {
        return List.copyOf(inOrder);
    }

    @Override
    public void close() {
        owned.forEach(Fd::close);
    }

    private void own(Fd fd) {
        owned.add(fd);
        inOrder.add(fd);
    }

    private static Fd openLayer(HostHandle.LayerTree layer, Map<Digest, Path> trees) {
        Path tree = trees.get(layer.diffId());
        if (tree == null) {
            throw new IllegalArgumentException("no tree was given for " + layer.describe());
        }
        return open(tree.toString(), Descriptors.O_PATH | Descriptors.O_DIRECTORY, layer);
    }

    /** The path was the user's choice, so its last part may not be a symlink that somebody else put there. */
    private static Fd openBind(HostHandle.BindSource bind) {
        return open(bind.path(), Descriptors.O_PATH, bind);
    }

    private static Fd openDevice(HostHandle.DeviceNode device) {
        Fd fd = open("/dev/" + device.name(), Descriptors.O_PATH, device);
        FileStat status = statusOf(fd, device);
        // CVE-2025-31133: what is called null must be the null device.
        if (!status.isCharacterDevice(device.major(), device.minor())) {
            fd.close();
            throw new ImmureException(new Fault(
                    LaunchFault.DEVICE,
                    "cannot offer",
                    "/dev/" + device.name(),
                    "it is not character device " + device.major() + ":" + device.minor() + " on this host",
                    "Restore the host's /dev"));
        }
        return fd;
    }

    private static FileStat statusOf(Fd fd, HostHandle handle) {
        try {
            return new FileTree().stat(fd);
        } catch (ErrnoException e) {
            throw cannotOpen(handle, e);
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
                        "Check that it exists and is no symbolic link"),
                e);
    }
}

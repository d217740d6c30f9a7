package dev.immure.core.launch;

import dev.immure.core.Fault;
import dev.immure.core.ImmureException;
import dev.immure.core.internal.kernel.Descriptors;
import dev.immure.core.internal.kernel.Errno;
import dev.immure.core.internal.kernel.ErrnoException;
import dev.immure.core.internal.kernel.Fd;
import dev.immure.core.internal.kernel.FileStat;
import dev.immure.core.internal.kernel.FileTree;
import dev.immure.core.plan.HostHandle;
import java.util.Optional;

/**
 * The device nodes of a sandbox. They are made in a place of its own, since locks belong to inodes (flock(2)): with
 * the host's own /dev/null a sandbox could hold up whoever on the host locks it, and pass bits to others.
 *
 * <p>Where no node can be made (mknod(2): EPERM for an ordinary user, and in a container without CAP_MKNOD) the host's
 * are used, as SECURITY.md says.
 */
final class DeviceNodes {
    /** For everybody, as on the host. */
    private static final int MODE = 0666;

    private final Fd directory;
    private final Optional<String> label;
    private final FileTree files = new FileTree();

    /**
     * @param directory of this sandbox alone; stays the caller's
     * @param label the SELinux context of the sandbox's files; the host's own nodes keep theirs
     */
    DeviceNodes(Fd directory, Optional<String> label) {
        this.directory = directory;
        this.label = label;
    }

    /**
     * Opened with O_PATH, and verified by number.
     *
     * @throws ImmureException {@link LaunchFault#DEVICE}
     */
    Fd open(HostHandle.DeviceNode device) {
        try {
            return verified(device, openOwn(device));
        } catch (ErrnoException e) {
            throw unusable(device, e.getMessage());
        }
    }

    private Fd openOwn(HostHandle.DeviceNode device) throws ErrnoException {
        try {
            return openIn(device);
        } catch (ErrnoException e) {
            if (!e.is(Errno.ENOENT)) {
                throw e;
            }
        }
        try {
            files.makeCharacterDevice(directory, device.name(), device.major(), device.minor());
        } catch (ErrnoException e) {
            if (e.is(Errno.EPERM)) {
                return Descriptors.open("/dev/" + device.name(), Descriptors.O_PATH);
            }
            throw e;
        }
        return openIn(device);
    }

    private Fd openIn(HostHandle.DeviceNode device) throws ErrnoException {
        Fd node = files.open(directory, device.name(), Descriptors.O_PATH, 0);
        boolean done = false;
        try {
            // mknod(2) takes the umask away; a run that was killed in between may have left it so.
            if (files.stat(node).permissions() != MODE) {
                files.changeMode(directory, device.name(), MODE);
            }
            if (label.isPresent()) {
                files.label(node, label.get());
            }
            done = true;
            return node;
        } finally {
            if (!done) {
                node.close();
            }
        }
    }

    /** CVE-2025-31133: what is called null must be the null device. */
    private Fd verified(HostHandle.DeviceNode device, Fd node) throws ErrnoException {
        boolean done = false;
        try {
            FileStat status = files.stat(node);
            if (!status.isCharacterDevice(device.major(), device.minor())) {
                throw unusable(device, "it is not character device " + device.major() + ":" + device.minor());
            }
            done = true;
            return node;
        } finally {
            if (!done) {
                node.close();
            }
        }
    }

    private static ImmureException unusable(HostHandle.DeviceNode device, String why) {
        return new ImmureException(new Fault(
                LaunchFault.DEVICE,
                "cannot offer",
                "/dev/" + device.name(),
                why,
                "Restore the host's /dev, and remove the directories ids/*.dev of the state directory"));
    }
}

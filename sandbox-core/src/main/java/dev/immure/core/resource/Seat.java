package dev.immure.core.resource;

import dev.immure.core.CloseStack;
import dev.immure.core.internal.kernel.ControlDirectory;
import dev.immure.core.internal.kernel.Errno;
import dev.immure.core.internal.kernel.ErrnoException;
import dev.immure.core.internal.kernel.Fd;
import dev.immure.core.internal.kernel.Flock;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/** The cgroup of one sandbox in one hierarchy, with the descriptors that are needed until it is gone. */
final class Seat {
    private static final String PROCS = "cgroup.procs";
    private static final int ATTEMPTS = 5;
    private static final long LOCK_WITHIN_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final long PAUSE_NANOS = TimeUnit.MICROSECONDS.toNanos(200);

    private final Hierarchy hierarchy;
    private final String name;
    private final ControlDirectory base;
    private final ControlDirectory own;
    private final Fd procs;

    private Seat(Hierarchy hierarchy, String name, ControlDirectory base, ControlDirectory own, Fd procs) {
        this.hierarchy = hierarchy;
        this.name = name;
        this.base = base;
        this.own = own;
        this.procs = procs;
    }

    /** Makes the directory. It has no limits yet, and no process. */
    static Seat make(Hierarchy hierarchy, String name) {
        ControlDirectory base = openBase(hierarchy);
        boolean done = false;
        try {
            if (hierarchy.version() == CgroupVersion.V2) {
                Delegation.enable(hierarchy.base(), base, subtreeControllers(hierarchy));
            }
            Seat seat = makeIn(hierarchy, name, base);
            done = true;
            return seat;
        } finally {
            if (!done) {
                base.close();
            }
        }
    }

    private static Set<String> subtreeControllers(Hierarchy hierarchy) {
        return hierarchy.controllers().stream()
                .filter(controller -> controller != Controller.CPUACCT)
                .map(Controller::kernelName)
                .collect(Collectors.toSet());
    }

    private static ControlDirectory openBase(Hierarchy hierarchy) {
        try {
            ControlDirectory base = ControlDirectory.open(hierarchy.base().toString());
            if (base.fileSystemType() != hierarchy.version().magic()) {
                base.close();
                throw CgroupFault.NOT_CGROUP.because(
                        "cannot make a cgroup in",
                        hierarchy.base(),
                        "it is not a " + hierarchy.version().text() + " file system",
                        "Check what is mounted over it (findmnt)");
            }
            return base;
        } catch (ErrnoException e) {
            throw create(hierarchy.base(), e);
        }
    }

    private static Seat makeIn(Hierarchy hierarchy, String name, ControlDirectory base) {
        Path path = hierarchy.base().resolve(name);
        try {
            for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
                base.make(name);
                Optional<Seat> seat = open(hierarchy, name, base);
                if (seat.isPresent()) {
                    return seat.get();
                }
            }
            throw new ErrnoException("flock(" + PROCS + ")", Errno.EBUSY);
        } catch (ErrnoException e) {
            if (e.is(Errno.EEXIST)) {
                throw CgroupFault.EXISTS.because(
                        "cannot make the cgroup",
                        path,
                        e,
                        "Another sandbox has this name; if none runs, remove the directory with rmdir");
            }
            throw create(path, e);
        }
    }

    /**
     * Locks it: one that nobody holds is a leftover ({@link CgroupLeftovers}). Empty when it was taken for one between its
     * making and this. Who takes it so holds the lock until it is gone, and is waited for: a directory made again before
     * that would be removed in the first one's place, since rmdir(2) goes by name.
     */
    private static Optional<Seat> open(Hierarchy hierarchy, String name, ControlDirectory base) throws ErrnoException {
        try (CloseStack opened = new CloseStack()) {
            ControlDirectory own = opened.add(base.child(name), ControlDirectory::close);
            Fd procs = opened.add(own.openForWriting(PROCS), Fd::close);
            lockInTime(procs);
            if (own.read(PROCS).isEmpty()) {
                return Optional.empty();
            }
            opened.handOver();
            return Optional.of(new Seat(hierarchy, name, base, own, procs));
        } catch (ErrnoException e) {
            if (e.is(Errno.ENOENT) || e.is(Errno.ENODEV)) {
                return Optional.empty();
            }
            remove(base, name);
            throw e;
        }
    }

    private static void lockInTime(Fd procs) throws ErrnoException {
        long deadline = System.nanoTime() + LOCK_WITHIN_NANOS;
        while (!Flock.tryExclusive(procs)) {
            if (System.nanoTime() > deadline) {
                throw new ErrnoException("flock(" + PROCS + ")", Errno.EBUSY);
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    private static void remove(ControlDirectory base, String name) throws ErrnoException {
        try {
            base.remove(name);
        } catch (ErrnoException e) {
            if (!e.is(Errno.ENOENT)) {
                throw e;
            }
        }
    }

    private static RuntimeException create(Path path, ErrnoException why) {
        if (why.is(Errno.EACCES) || why.is(Errno.EPERM) || why.is(Errno.EROFS) || why.is(Errno.ENOENT)) {
            return CgroupFault.NO_ACCESS.because("cannot make the cgroup", path, why, CgroupFault.DELEGATE);
        }
        return CgroupFault.CREATE.because(
                "cannot make the cgroup",
                path,
                why,
                "ENOSPC means that cgroup.max.descendants or the kernel's 65,535 memory cgroups are used up: remove some");
    }

    Hierarchy hierarchy() {
        return hierarchy;
    }

    Path path() {
        return hierarchy.base().resolve(name);
    }

    ControlDirectory base() {
        return base;
    }

    ControlDirectory own() {
        return own;
    }

    Fd procs() {
        return procs;
    }

    /** See {@link SandboxCgroup#release}. */
    void release() {
        if (!hierarchy.has(Controller.CPU)) {
            return;
        }
        boolean v2 = hierarchy.version() == CgroupVersion.V2;
        try {
            own.write(v2 ? "cpu.max" : "cpu.cfs_quota_us", v2 ? "max" : "-1");
        } catch (ErrnoException e) {
            System.getLogger(Seat.class.getName()).log(System.Logger.Level.DEBUG, path().toString(), e);
        }
    }

    Removal removal() {
        return new Removal(base.fd(), name);
    }

    /**
     * Ends whatever is left in it, with all its descendants, atomically (cgroup-v2.rst, "cgroup.kill", since Linux 5.14).
     * v1 has no such file, and an older kernel neither: then the caller's wait decides.
     */
    void kill() {
        if (hierarchy.version() == CgroupVersion.V1) {
            return;
        }
        try {
            own.write("cgroup.kill", "1");
        } catch (ErrnoException e) {
            System.getLogger(Seat.class.getName()).log(System.Logger.Level.DEBUG, path().toString(), e);
        }
    }

    /** One try: empty when the directory is gone, the refusal otherwise. */
    Optional<ErrnoException> remove() {
        try {
            base.remove(name);
            return Optional.empty();
        } catch (ErrnoException e) {
            return e.is(Errno.ENOENT) ? Optional.empty() : Optional.of(e);
        }
    }

    /** Process numbers that are still in it, for a fault; 0 stands for one of another pid namespace. */
    String processes() {
        try {
            return own.read(PROCS).orElse("").lines().limit(20).collect(Collectors.joining(" "));
        } catch (ErrnoException e) {
            return "";
        }
    }

    void close() {
        procs.close();
        own.close();
        base.close();
    }
}

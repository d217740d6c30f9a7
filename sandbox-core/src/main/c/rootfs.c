/*
 * The root file system, built by PID 1 inside its own namespaces. No path of the container is trusted: every target is
 * resolved under the root's descriptor by openat2(2) with RESOLVE_IN_ROOT and without magic links, and mounts are
 * attached to descriptors. Background: CVE-2019-18837, CVE-2021-30465, CVE-2025-31133, CVE-2025-52565, CVE-2025-52881.
 */
#include "init.h"

#define MAX_PATH 4096u

#define MAX_WRITABLE 32u

/* The tmpfs that holds upper, work and the layer mount points. */
static i32 staging = -1;
static i32 root = -1;
/* Where upper and work lie instead, when the plan attaches a disk. */
static i32 disk = -1;
/* SELinux context of every file system made here; none where SELinux does not enforce. */
static const char *mount_label;
/* A procfs mount of our own, attached nowhere: what is written through it cannot be redirected by the image. */
static i32 private_proc = -1;
/* The devpts mount, until the program's terminal is made. */
static i32 devpts = -1;
/* Every tmpfs that the payload can write to, staging first: the meters of the disk limits. */
static struct {
    i32 mount;
    u32 step;
    u64 bytes, inodes; /* what it held before the program ran */
} writable[MAX_WRITABLE];
static u32 writable_count;

static void meter(i32 mount)
{
    if (writable_count >= MAX_WRITABLE)
        fail(-E2BIG);
    writable[writable_count].mount = mount;
    writable[writable_count++].step = current_step;
}

/* Whether it is full. */
static i32 used(i32 mount, u64 *bytes, u64 *inodes)
{
    struct statfs usage;
    must(SYS(NR_fstatfs, mount, &usage, 0, 0, 0));
    *bytes = (u64)(usage.blocks - usage.bfree) * (u64)usage.bsize;
    *inodes = (u64)(usage.files - usage.ffree);
    return usage.bfree == 0 || usage.ffree == 0;
}

void begin_disk_usage(void)
{
    for (u32 i = 0; i < writable_count; i++)
        used(writable[i].mount, &writable[i].bytes, &writable[i].inodes);
}

static u64 less(u64 now, u64 before)
{
    return now > before ? now - before : 0;
}

u32 report_disk_usage(u64 *bytes, u64 *inodes)
{
    u32 full = 0;
    for (u32 i = 0; i < writable_count; i++) {
        u64 now_bytes = 0, now_inodes = 0;
        i32 is_full = used(writable[i].mount, &now_bytes, &now_inodes);
        u64 new_bytes = less(now_bytes, writable[i].bytes), new_inodes = less(now_inodes, writable[i].inodes);
        current_step = writable[i].step;
        report(RECORD_DISK, is_full, new_bytes, new_inodes, 0);
        *bytes += new_bytes;
        *inodes += new_inodes;
        full += (u32)is_full;
    }
    return full;
}

void close_all_but_meters(i32 first, i32 listener)
{
    for (;;) {
        u32 next = listener >= first ? (u32)listener : ~0u;
        for (u32 i = 0; i < writable_count; i++) {
            if (writable[i].mount >= first && (u32)writable[i].mount < next)
                next = (u32)writable[i].mount;
        }
        if (next == ~0u)
            break;
        if ((u32)first < next)
            must(SYS(NR_close_range, first, next - 1, 0, 0, 0));
        first = (i32)next + 1;
    }
    must(SYS(NR_close_range, first, ~0u, 0, 0, 0));
}

static i64 open_in(i32 directory, const char *path, u64 flags, u64 mode, u64 resolve)
{
    struct open_how how = {flags | O_CLOEXEC, mode, resolve};
    return SYS(NR_openat2, directory, path, &how, sizeof(how), 0);
}

static i64 open_in_root(const char *path, u64 flags)
{
    return open_in(root, path, flags, 0, RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS);
}

static void close_fd(i64 fd)
{
    SYS(NR_close, fd, 0, 0, 0, 0);
}

/*
 * Opens the parent of `path` below the root, making what is missing; *last is the final component. Symlinks on the way
 * stay inside (an image's /var/run -> /run is innocent); one that points nowhere ends in EEXIST. What is made is named by
 * its last component alone: mkdirat(2) ignores the descriptor for a path that begins with a slash, and "/" is still the
 * host's root here.
 */
i32 open_parent(const char *path, const char **last)
{
    static char prefix[MAX_PATH];
    u64 length = text_length(path), end = path[0] == '/';
    if (length == 0 || length >= MAX_PATH)
        fail(-EINVAL);
    i32 parent = (i32)must(open_in_root("/", O_PATH | O_DIRECTORY));
    *last = path;
    for (u64 i = 0; i < length; i++) {
        prefix[i] = path[i];
        if (path[i] != '/' || i == 0)
            continue;
        prefix[i] = 0;
        i64 next = open_in_root(prefix, O_PATH | O_DIRECTORY);
        if (next == -ENOENT) {
            must(SYS(NR_mkdirat, parent, prefix + end, 0755, 0, 0));
            next = open_in_root(prefix, O_PATH | O_DIRECTORY);
        }
        close_fd(parent);
        parent = (i32)must(next);
        prefix[i] = '/';
        end = i + 1;
        *last = path + i + 1;
    }
    if (**last == '/')
        (*last)++;
    return parent;
}

static i32 make_directory(const char *path, u64 mode)
{
    const char *last;
    i32 parent = open_parent(path, &last);
    if (*last) {
        i64 made = SYS(NR_mkdirat, parent, last, mode, 0, 0);
        if (made != -EEXIST)
            must(made);
    }
    close_fd(parent);
    return (i32)must(open_in_root(path, O_PATH | O_DIRECTORY));
}

/* An empty regular file to mount over; one that exists is used, but never through a symlink in its last part. */
static i32 make_file(const char *path)
{
    const char *last;
    i32 parent = open_parent(path, &last);
    i64 made = SYS(NR_mknodat, parent, last, S_IFREG | 0444, 0, 0);
    if (made != -EEXIST)
        must(made);
    i32 file = (i32)must(open_in(parent, last, O_PATH | O_NOFOLLOW, 0, RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS));
    close_fd(parent);
    struct stat stat;
    must(SYS(NR_fstat, file, &stat, 0, 0, 0));
    if ((stat.mode & S_IFMT) != S_IFREG)
        fail(-EINVAL);
    return file;
}

static void attach(i32 mount, i32 target)
{
    must(SYS(NR_move_mount, mount, "", target, "", MOVE_MOUNT_F_EMPTY_PATH | MOVE_MOUNT_T_EMPTY_PATH));
}

/* ---- file systems made here: fsopen(2), fsconfig(2), fsmount(2) ---- */

static i32 new_filesystem(const char *type)
{
    return (i32)must(SYS(NR_fsopen, type, FSOPEN_CLOEXEC, 0, 0, 0));
}

static void set_option(i32 context, const char *key, const char *value)
{
    must(SYS(NR_fsconfig, context, FSCONFIG_SET_STRING, key, value, 0));
}

/* Numbers reach the kernel as decimal text; Java cannot format this one, since the option is set here. */
static void set_number(i32 context, const char *key, u64 value)
{
    char digits[DIGITS];
    set_option(context, key, decimal(value, digits));
}

/* selinux(8), mount(8) "context=": one label for all that is in it, whatever is stored there. */
static void set_label(i32 context)
{
    if (mount_label)
        set_option(context, "context", mount_label);
}

static i32 create_mount(i32 context, u64 attributes)
{
    must(SYS(NR_fsconfig, context, FSCONFIG_CMD_CREATE, 0, 0, 0));
    i32 mount = (i32)must(SYS(NR_fsmount, context, FSMOUNT_CLOEXEC, attributes, 0, 0));
    close_fd(context);
    return mount;
}

static i32 new_tmpfs(u64 bytes, u64 inodes, const char *mode, u64 attributes)
{
    i32 context = new_filesystem("tmpfs");
    set_number(context, "size", bytes);
    set_number(context, "nr_inodes", inodes);
    set_option(context, "mode", mode);
    set_label(context);
    return create_mount(context, attributes);
}

/*
 * What an ordinary caller binds. open_tree(2) clones only what is mounted in the caller's own mount namespace, and takes
 * CAP_SYS_ADMIN over that: so not the descriptor that Java opened, but the same place, named by the kernel and opened
 * again in here. The file must be the one that was opened then; it cannot have given its number to another, since that
 * descriptor holds it.
 */
static i32 open_again(i32 opened)
{
    static char path[MAX_PATH];
    char link[32] = "/proc/self/fd/", digits[DIGITS];
    const char *number = decimal((u64)opened, digits);
    memcpy(link + text_length(link), number, text_length(number) + 1);
    i64 length = must(SYS(NR_readlinkat, AT_FDCWD, link, path, sizeof(path) - 1, 0));
    if (length >= (i64)sizeof(path) - 1)
        fail(-ENAMETOOLONG);
    path[length] = 0;
    i32 again = (i32)must(open_in(AT_FDCWD, path, O_PATH | O_NOFOLLOW, 0, RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS));
    struct stat before, now;
    must(SYS(NR_fstat, opened, &before, 0, 0, 0));
    must(SYS(NR_fstat, again, &now, 0, 0, 0));
    if (before.dev != now.dev || before.ino != now.ino)
        fail(-ESTALE);
    return again;
}

static void bind_inside(const struct plan_op *op)
{
    i32 slot = FD(op->number[0]), again = open_again(slot);
    u64 recursive = op->number[2] ? AT_RECURSIVE : 0;
    i64 tree = must(SYS(NR_open_tree, again, "", OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | AT_EMPTY_PATH | recursive, 0, 0));
    struct mount_attr attributes = {.attr_set = op->number[1], .propagation = MS_PRIVATE};
    must(SYS(NR_mount_setattr, tree, "", AT_EMPTY_PATH | recursive, &attributes, sizeof(attributes)));
    close_fd(again);
    move_fd((i32)tree, slot);
}

static void make_staging(const struct plan_op *op)
{
    /* Over a directory of the host, in our own mount namespace only; it goes away with the old root. */
    i32 mount = new_tmpfs(op->number[0], op->number[1], "0700", MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV);
    i64 target = must(open_in(AT_FDCWD, TEXT(op, 0), O_PATH | O_DIRECTORY, 0, RESOLVE_NO_SYMLINKS));
    attach(mount, (i32)target);
    close_fd(target);
    staging = mount;
    meter(mount);
    must(SYS(NR_fchdir, staging, 0, 0, 0, 0));
}

static void attach_layer(const struct plan_op *op)
{
    must(SYS(NR_mkdirat, staging, TEXT(op, 0), 0700, 0, 0));
    i32 target = (i32)must(open_in(staging, TEXT(op, 0), O_PATH | O_DIRECTORY, 0, RESOLVE_BENEATH));
    attach(FD(op->number[0]), target);
    close_fd(target);
}

/* Staging holds the program's files no longer, so its meter would only mislead: Java has one for the disk. */
static void unmeter(i32 mount)
{
    u32 kept = 0;
    for (u32 i = 0; i < writable_count; i++) {
        if (writable[i].mount != mount)
            writable[kept++] = writable[i];
    }
    writable_count = kept;
}

/* A directory or file system of the host's, made for this sandbox alone, in which upper and work shall lie. */
static void attach_disk(const struct plan_op *op)
{
    must(SYS(NR_mkdirat, staging, "disk", 0700, 0, 0));
    i32 target = (i32)must(open_in(staging, "disk", O_PATH | O_DIRECTORY, 0, RESOLVE_BENEATH));
    attach(FD(op->number[0]), target);
    close_fd(target);
    disk = FD(op->number[0]);
    unmeter(staging);
}

static void mount_overlay(const struct plan_op *op)
{
    i32 writable_layer = disk < 0 ? staging : disk;
    /* The root of the merged tree takes mode and owner from upper. */
    must(SYS(NR_mkdirat, writable_layer, "upper", 0755, 0, 0));
    must(SYS(NR_mkdirat, writable_layer, "work", 0700, 0, 0));
    must(SYS(NR_mkdirat, staging, "root", 0700, 0, 0));
    i32 context = new_filesystem("overlay");
    /* Relative paths: the working directory is the staging tmpfs, and a string option holds at most 255 bytes. */
    set_option(context, "lowerdir", TEXT(op, 0));
    set_option(context, "upperdir", disk < 0 ? "upper" : "disk/upper");
    set_option(context, "workdir", disk < 0 ? "work" : "disk/work");
    /* overlayfs.rst, "Volatile mount": nobody reads upper after the run, so fsync(2) need not reach the host's disk. */
    must(SYS(NR_fsconfig, context, FSCONFIG_SET_FLAG, "volatile", 0, 0));
    /* overlayfs.rst, "User xattr": a mount of a user namespace cannot use trusted.* for its marks. */
    must(SYS(NR_fsconfig, context, FSCONFIG_SET_FLAG, "userxattr", 0, 0));
    set_label(context);
    i32 mount = create_mount(context, op->number[0]);
    i32 target = (i32)must(open_in(staging, "root", O_PATH | O_DIRECTORY, 0, RESOLVE_BENEATH));
    attach(mount, target);
    close_fd(target);
    root = mount;
}

/* CVE-2025-54867, CVE-2026-41579: an image whose /proc, /dev or /sys is a symlink is refused, not followed. */
static void require_directory(const struct plan_op *op)
{
    i32 directory = make_directory(TEXT(op, 0), 0755);
    close_fd(directory);
    close_fd(must(open_in(root, TEXT(op, 0), O_PATH | O_DIRECTORY, 0, RESOLVE_IN_ROOT | RESOLVE_NO_SYMLINKS)));
}

static void mount_tmpfs(const struct plan_op *op)
{
    i32 mount = new_tmpfs(op->number[0], op->number[1], TEXT(op, 1), op->number[2]);
    i32 target = make_directory(TEXT(op, 0), 0755);
    attach(mount, target);
    close_fd(target);
    meter(mount);
}

static i32 new_proc(void)
{
    i32 context = new_filesystem("proc");
    /* proc(5): other users' processes are not even listed. */
    set_option(context, "hidepid", "invisible");
    return create_mount(context, MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV | MOUNT_ATTR_NOEXEC);
}

static void mount_proc(const struct plan_op *op)
{
    private_proc = new_proc();
    i32 mount = new_proc();
    i32 target = make_directory(TEXT(op, 0), 0555);
    attach(mount, target);
    close_fd(target);
    close_fd(mount);
}

static void mount_devpts(const struct plan_op *op)
{
    i32 context = new_filesystem("devpts");
    must(SYS(NR_fsconfig, context, FSCONFIG_SET_FLAG, "newinstance", 0, 0));
    set_option(context, "ptmxmode", "0666");
    set_option(context, "mode", "0620");
    set_number(context, "gid", op->number[0]);
    /* All instances draw on one number for the whole host, /proc/sys/kernel/pty/max. */
    set_number(context, "max", op->number[1]);
    set_label(context);
    i32 mount = create_mount(context, MOUNT_ATTR_NOSUID | MOUNT_ATTR_NOEXEC);
    i32 target = make_directory(TEXT(op, 0), 0755);
    attach(mount, target);
    close_fd(target);
    devpts = mount;
}

/* The slot holds a detached clone of a device node's or a bind's mount, made by the monitor. */
static void attach_slot(const struct plan_op *op, i32 target)
{
    attach(FD(op->number[0]), target);
    close_fd(target);
}

static void make_symlink(const struct plan_op *op)
{
    const char *last;
    i32 parent = open_parent(TEXT(op, 0), &last);
    must(SYS(NR_symlinkat, TEXT(op, 1), parent, last, 0, 0));
    close_fd(parent);
}

static void write_file(const struct plan_op *op)
{
    const char *last, *content = TEXT(op, 1);
    i32 parent = open_parent(TEXT(op, 0), &last);
    /* A new file in place of the image's, which may be a link to somewhere else (as resolv.conf often is). */
    i64 gone = SYS(NR_unlinkat, parent, last, 0, 0, 0);
    if (gone != -ENOENT)
        must(gone);
    i64 file = must(open_in(parent, last, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, op->number[1],
                            RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS));
    close_fd(parent);
    for (u64 done = 0; done < op->number[0];)
        done += (u64)must(SYS(NR_write, file, content + done, op->number[0] - done, 0, 0));
    close_fd(file);
}

static void set_attributes(i32 mount, u64 attributes, u64 recursive)
{
    struct mount_attr wanted = {.attr_set = attributes};
    must(SYS(NR_mount_setattr, mount, "", AT_EMPTY_PATH | recursive, &wanted, sizeof(wanted)));
}

static void set_read_only(const struct plan_op *op)
{
    i32 mount = (i32)must(open_in(root, TEXT(op, 0), O_PATH, 0, RESOLVE_IN_ROOT | RESOLVE_NO_SYMLINKS));
    set_attributes(mount, MOUNT_ATTR_RDONLY, 0);
    close_fd(mount);
}

static void pivot_root(void)
{
    /* pivot_root(2), "pivot_root(".", ".")": the old root lands on top of the new one and is detached from there. */
    must(SYS(NR_fchdir, root, 0, 0, 0, 0));
    must(SYS(NR_pivot_root, ".", ".", 0, 0, 0));
    must(SYS(NR_umount2, ".", MNT_DETACH, 0, 0, 0));
    must(SYS(NR_chdir, "/", 0, 0, 0, 0));
}

/* What masks a file: our own /dev/null, verified to be character device 1:3 by descriptor (CVE-2025-31133). */
static i32 clone_null(void)
{
    struct stat stat;
    i32 null = (i32)must(open_in(root, "/dev/null", O_PATH, 0, RESOLVE_IN_ROOT | RESOLVE_NO_SYMLINKS));
    must(SYS(NR_fstat, null, &stat, 0, 0, 0));
    if ((stat.mode & S_IFMT) != S_IFCHR || stat.rdev != 0x103)
        fail(-EINVAL);
    i32 clone = (i32)must(SYS(NR_open_tree, null, "", OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | AT_EMPTY_PATH, 0, 0));
    close_fd(null);
    return clone;
}

static void mask_path(const struct plan_op *op)
{
    i64 opened = open_in(root, TEXT(op, 0), O_PATH, 0, RESOLVE_IN_ROOT | RESOLVE_NO_SYMLINKS);
    if (opened == -ENOENT)
        return;
    i32 target = (i32)must(opened);
    struct stat stat;
    must(SYS(NR_fstat, target, &stat, 0, 0, 0));
    i32 mount = (stat.mode & S_IFMT) == S_IFDIR
                    ? new_tmpfs(4096, 1, "0555", MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV | MOUNT_ATTR_NOEXEC)
                    : clone_null();
    attach(mount, target);
    close_fd(mount);
    close_fd(target);
}

static void make_path_read_only(const struct plan_op *op)
{
    i64 opened = open_in(root, TEXT(op, 0), O_PATH, 0, RESOLVE_IN_ROOT | RESOLVE_NO_SYMLINKS);
    if (opened == -ENOENT)
        return;
    i32 target = (i32)must(opened);
    i32 clone = (i32)must(
        SYS(NR_open_tree, target, "", OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | AT_EMPTY_PATH | AT_RECURSIVE, 0, 0));
    set_attributes(clone, MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV | MOUNT_ATTR_NOEXEC, AT_RECURSIVE);
    attach(clone, target);
    close_fd(clone);
    close_fd(target);
}

static void set_sysctl(const struct plan_op *op)
{
    /* CVE-2019-19921, CVE-2025-52881: through our own procfs, so that no mount or link of the image stands between. */
    i32 file = (i32)must(open_in(private_proc, TEXT(op, 0), O_WRONLY, 0,
                                 RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS | RESOLVE_NO_XDEV));
    must(write_text(file, TEXT(op, 1)));
    close_fd(file);
}

static void loopback_up(void)
{
    struct ifreq_flags request = {.name = "lo", .flags = IFF_UP};
    i32 socket = (i32)must(SYS(NR_socket, AF_INET, SOCK_DGRAM | O_CLOEXEC, 0, 0, 0));
    must(SYS(NR_ioctl, socket, SIOCSIFFLAGS, &request, 0, 0));
    close_fd(socket);
}

/*
 * A netlink socket speaks of the network namespace in which it was made, and the kernel asks both its maker and its user
 * for CAP_NET_ADMIN there. So the parent can connect this namespace without ever entering it.
 */
static void offer_network(const struct plan_op *op)
{
    i32 socket = (i32)must(SYS(NR_socket, AF_NETLINK, SOCK_RAW | O_CLOEXEC, op->number[0], 0, 0));
    report_with(RECORD_NETWORK_OFFERED, 0, socket);
    close_fd(socket);
}

void execute_init_op(const struct plan_op *op)
{
    switch (op->code) {
    case OP_MAKE_MOUNTS_PRIVATE:
        /* mount_namespaces(7): nothing that is mounted here may travel back. */
        must(SYS(NR_mount, 0, "/", 0, MS_REC | MS_PRIVATE, 0));
        break;
    case OP_BIND_INSIDE:
        bind_inside(op);
        break;
    case OP_LOOPBACK_UP:
        loopback_up();
        break;
    case OP_OFFER_NETWORK:
        offer_network(op);
        break;
    case OP_LABEL_MOUNTS:
        mount_label = TEXT(op, 0);
        break;
    case OP_MAKE_STAGING:
        make_staging(op);
        break;
    case OP_ATTACH_LAYER:
        attach_layer(op);
        break;
    case OP_ATTACH_DISK:
        attach_disk(op);
        break;
    case OP_MOUNT_OVERLAY:
        mount_overlay(op);
        break;
    case OP_REQUIRE_DIRECTORY:
        require_directory(op);
        break;
    case OP_MAKE_DIRECTORY:
        close_fd(make_directory(TEXT(op, 0), op->number[0]));
        break;
    case OP_MOUNT_TMPFS:
        mount_tmpfs(op);
        break;
    case OP_MOUNT_PROC:
        mount_proc(op);
        break;
    case OP_MOUNT_DEVPTS:
        mount_devpts(op);
        break;
    case OP_ATTACH_FILE:
        attach_slot(op, make_file(TEXT(op, 0)));
        break;
    case OP_ATTACH_DIRECTORY:
        attach_slot(op, make_directory(TEXT(op, 0), 0755));
        break;
    case OP_MAKE_SYMLINK:
        make_symlink(op);
        break;
    case OP_WRITE_FILE:
        write_file(op);
        break;
    case OP_SET_READ_ONLY:
        set_read_only(op);
        break;
    case OP_COPY_IN:
        copy_in(op);
        break;
    case OP_OPEN_TERMINAL:
        open_terminal(op, devpts);
        break;
    case OP_PIVOT_ROOT:
        pivot_root();
        break;
    case OP_MASK_PATH:
        mask_path(op);
        break;
    case OP_READ_ONLY_PATH:
        make_path_read_only(op);
        break;
    case OP_SET_SYSCTL:
        set_sysctl(op);
        break;
    case OP_SET_HOSTNAME:
        must(SYS(NR_sethostname, TEXT(op, 0), text_length(TEXT(op, 0)), 0, 0, 0));
        break;
    default:
        fail(-EINVAL);
    }
}

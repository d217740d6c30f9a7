/*
 * Files that go in and come out by copying. PID 1 alone opens what the container could have named: on the way in it makes
 * every file anew, below the root's descriptor; on the way out it is the program's own user by then, opens what that user
 * may read, and hands the descriptor over (CVE-2018-15664, CVE-2019-14271: a supervisor that opens a path of the
 * container can be led anywhere). Java sends trees as entries over a pipe; CopyInWriter.java writes what is read here.
 */
#include "init.h"

#define MAX_DEPTH 64u
#define MAX_NAME 255u
#define MAX_TARGET 4095u
#define PROC_SUPER_MAGIC 0x9fa0
#define BLOCK 65536u

enum { ENTRY_END = 1, ENTRY_DIRECTORY = 2, ENTRY_LEAVE = 3, ENTRY_FILE = 4, ENTRY_SYMLINK = 5 };

/* Before each entry; then come its name and, for a file or link, `size` bytes. */
struct entry {
    u32 type, mode;
    u64 size;
    u32 name_length, zero;
};

struct copy {
    i32 from;
    u32 uid, gid;
};

static char name[MAX_NAME + 1];
static char target[MAX_TARGET + 1];
static u8 block[BLOCK];

/* A sender that went away has its own reason, which Java tells; here it is EPIPE. */
static void read_all(i32 from, void *into, u64 count)
{
    for (u64 done = 0; done < count;) {
        i64 got = SYS(NR_read, from, (u8 *)into + done, count - done, 0, 0);
        if (got == -EINTR)
            continue;
        if (must(got) == 0)
            fail(-EPIPE);
        done += (u64)got;
    }
}

/* A name is one part of a path and nothing else, whoever sent it. */
static void require_name(const struct entry *entry)
{
    if (entry->name_length == 0 || entry->name_length > MAX_NAME)
        fail(-EPROTO);
    for (u32 i = 0; i < entry->name_length; i++) {
        if (name[i] == '/' || name[i] == 0)
            fail(-EPROTO);
    }
    if (name[0] == '.' && (entry->name_length == 1 || (entry->name_length == 2 && name[1] == '.')))
        fail(-EPROTO);
}

static void next_entry(i32 from, struct entry *entry)
{
    read_all(from, entry, sizeof(*entry));
    if (entry->zero || entry->name_length > MAX_NAME || entry->mode & ~0777u)
        fail(-EPROTO);
    read_all(from, name, entry->name_length);
    name[entry->name_length] = 0;
}

/* What is in the way goes: writing into a file that is there would follow its links, and keep its owner. */
static void make_room(i32 parent, const char *path)
{
    i64 removed = SYS(NR_unlinkat, parent, path, 0, 0, 0);
    if (removed != -ENOENT)
        must(removed);
}

static void receive_content(i32 from, i32 file, u64 size)
{
    while (size) {
        u64 part = size < BLOCK ? size : BLOCK;
        read_all(from, block, part);
        for (u64 done = 0; done < part;)
            done += (u64)must(SYS(NR_write, file, block + done, part - done, 0, 0));
        size -= part;
    }
}

static void receive_file(const struct copy *copy, i32 parent, const char *path, const struct entry *entry)
{
    make_room(parent, path);
    struct open_how how = {O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, entry->mode,
                           RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS};
    i32 file = (i32)must(SYS(NR_openat2, parent, path, &how, sizeof(how), 0));
    receive_content(copy->from, file, entry->size);
    must(SYS(NR_fchown, file, copy->uid, copy->gid, 0, 0));
    /* Closed before the program is started: execve(2), ETXTBSY. */
    must(SYS(NR_close, file, 0, 0, 0, 0));
}

static void receive_symlink(const struct copy *copy, i32 parent, const char *path, const struct entry *entry)
{
    if (entry->size == 0 || entry->size > MAX_TARGET)
        fail(-EPROTO);
    read_all(copy->from, target, entry->size);
    target[entry->size] = 0;
    make_room(parent, path);
    must(SYS(NR_symlinkat, target, parent, path, 0, 0));
    must(SYS(NR_fchownat, parent, path, copy->uid, copy->gid, AT_SYMLINK_NOFOLLOW));
}

/* A directory that is there is kept as it is, and filled; a link to one is not followed. */
static i32 receive_directory(const struct copy *copy, i32 parent, const char *path, const struct entry *entry)
{
    i64 made = SYS(NR_mkdirat, parent, path, entry->mode, 0, 0);
    if (made != -EEXIST) {
        must(made);
        must(SYS(NR_fchownat, parent, path, copy->uid, copy->gid, AT_SYMLINK_NOFOLLOW));
    }
    struct open_how how = {O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC, 0, RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS};
    return (i32)must(SYS(NR_openat2, parent, path, &how, sizeof(how), 0));
}

static void receive_tree(const struct copy *copy, i32 top)
{
    i32 open[MAX_DEPTH] = {top};
    u32 depth = 0;
    for (;;) {
        struct entry entry;
        next_entry(copy->from, &entry);
        if (entry.type == ENTRY_LEAVE) {
            SYS(NR_close, open[depth], 0, 0, 0, 0);
            if (depth-- == 0)
                return;
            continue;
        }
        require_name(&entry);
        if (entry.type == ENTRY_DIRECTORY && depth + 1 < MAX_DEPTH) {
            i32 directory = receive_directory(copy, open[depth], name, &entry);
            open[++depth] = directory;
        } else if (entry.type == ENTRY_FILE) {
            receive_file(copy, open[depth], name, &entry);
        } else if (entry.type == ENTRY_SYMLINK) {
            receive_symlink(copy, open[depth], name, &entry);
        } else {
            fail(-EPROTO);
        }
    }
}

void copy_in(const struct plan_op *op)
{
    struct copy copy = {FD(op->number[0]), (u32)op->number[1], (u32)op->number[2]};
    struct entry entry;
    const char *last;
    i32 parent = open_parent(TEXT(op, 0), &last);
    next_entry(copy.from, &entry);
    if (entry.type == ENTRY_FILE)
        receive_file(&copy, parent, last, &entry);
    else if (entry.type == ENTRY_DIRECTORY)
        receive_tree(&copy, receive_directory(&copy, parent, last, &entry));
    else
        fail(-EPROTO);
    SYS(NR_close, parent, 0, 0, 0, 0);
    next_entry(copy.from, &entry);
    if (entry.type != ENTRY_END)
        fail(-EPROTO);
}

/* ---- the way out ---- */

/* What the program could read, and no more: not with PID 1's own rights, nor with those of the namespace's root. */
static void become_program(void)
{
    static u32 groups[64];
    u32 count = 0;
    const struct plan_op *ids = 0;
    for (u32 step = 0; step < plan.header->op_count; step++) {
        const struct plan_op *op = &plan.ops[step];
        if (op->code == OP_GROUP && count < 64)
            groups[count++] = (u32)op->number[0];
        else if (op->code == OP_SET_IDS)
            ids = op;
    }
    if (!ids)
        fail(-EINVAL);
    struct cap_header header = {LINUX_CAPABILITY_VERSION_3, 0};
    struct cap_data data[2], none[2] = {{0, 0, 0}, {0, 0, 0}};
    /* With one id for everything there is none to be kept, and nobody else to become. */
    must(SYS(NR_capget, &header, data, 0, 0, 0));
    data[0].effective = data[0].permitted;
    must(SYS(NR_capset, &header, data, 0, 0, 0));
    if (count)
        must(SYS(NR_setgroups, count, groups, 0, 0, 0));
    else
        clear_groups();
    must(SYS(NR_setresgid, ids->number[1], ids->number[1], ids->number[1], 0, 0));
    must(SYS(NR_setresuid, ids->number[0], ids->number[0], ids->number[0], 0, 0));
    must(SYS(NR_capset, &header, none, 0, 0, 0));
    /* prctl(2): a change of ids undoes both. */
    must(SYS(NR_prctl, PR_SET_DUMPABLE, 0, 0, 0, 0));
    must(SYS(NR_prctl, PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0));
}

/* 0 for a regular file that is no message of the kernel's; opening anything else could block, or do something. */
static i64 require_regular(i32 file)
{
    struct stat stat;
    struct statfs filesystem;
    i64 result = SYS(NR_fstat, file, &stat, 0, 0, 0);
    if (result == 0)
        result = SYS(NR_fstatfs, file, &filesystem, 0, 0, 0);
    if (result < 0)
        return result;
    return (stat.mode & S_IFMT) == S_IFREG && filesystem.type != PROC_SUPER_MAGIC ? 0 : -EINVAL;
}

static i64 open_in_place(const char *path, u64 flags)
{
    struct open_how how = {flags | O_NOFOLLOW | O_CLOEXEC, 0, RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS};
    return SYS(NR_openat2, AT_FDCWD, path, &how, sizeof(how), 0);
}

/* A descriptor or a negative errno. Looked at first without opening it (open(2), O_PATH). */
static i64 open_result(const char *path)
{
    i64 place = open_in_place(path, O_PATH);
    if (place < 0)
        return place;
    i64 result = require_regular((i32)place);
    SYS(NR_close, place, 0, 0, 0, 0);
    if (result < 0)
        return result;
    i64 file = open_in_place(path, O_RDONLY | O_NONBLOCK | O_NOCTTY);
    if (file < 0)
        return file;
    result = require_regular((i32)file);
    if (result == 0)
        return file;
    SYS(NR_close, file, 0, 0, 0, 0);
    return result;
}

/*
 * After everything else in the sandbox has ended: nobody can exchange a file any more. The working directory is the root,
 * since pivot_root().
 */
void copy_out(u32 step)
{
    i32 became = 0;
    for (; step < plan.header->op_count; step++) {
        const struct plan_op *op = &plan.ops[step];
        if (op->code != OP_COPY_OUT)
            continue;
        current_step = step;
        if (!became)
            become_program();
        became = 1;
        i64 file = open_result(TEXT(op, 0));
        report_with(RECORD_FILE, file < 0 ? (i32)-file : 0, file < 0 ? -1 : (i32)file);
        if (file >= 0)
            SYS(NR_close, file, 0, 0, 0, 0);
    }
}

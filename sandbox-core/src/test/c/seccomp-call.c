/*
 * Makes system calls under a seccomp filter and says what came of each: the kernel's word against the emulator's.
 *
 * usage: seccomp-call FILTER < CASES
 *        seccomp-call FILTER --all < CALLS > RESULTS   many calls by one process, under a filter that refuses all of them
 *   CALLS and RESULTS are binary: the number and six arguments of 64 bits each; what the kernel returned, in 64 bits
 *        seccomp-call FILTER PROGRAM [ARGUMENT...]    runs a program under the filter
 *   FILTER  an array of struct sock_filter
 *   CASES   one call a line: "native" or "i386", the number, six arguments, all in hexadecimal
 * prints one line a case: "returned N", "errno N", or "signal N" when the filter killed the process.
 *
 * Each call runs in a child of its own, as nobody, so that a filter which lets too much through does no harm.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <grp.h>
#include <inttypes.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define NOBODY 65534

struct call {
    int i386;
    uint64_t number;
    uint64_t arguments[6];
};

struct result {
    long value;
    int error;
};

static struct sock_filter filter[BPF_MAXINSNS];
static struct sock_fprog program = {.filter = filter};

static void fail(const char *what)
{
    perror(what);
    exit(2);
}

static void read_filter(const char *path)
{
    FILE *file = fopen(path, "rb");
    if (!file)
        fail(path);
    program.len = (unsigned short)fread(filter, sizeof filter[0], BPF_MAXINSNS, file);
    if (ferror(file) || program.len == 0)
        fail(path);
    fclose(file);
}

static void become_nobody(void)
{
    if (geteuid() != 0)
        return;
    if (setgroups(0, NULL) || setresgid(NOBODY, NOBODY, NOBODY) || setresuid(NOBODY, NOBODY, NOBODY))
        fail("cannot become nobody");
}

static int read_call(struct call *call)
{
    char mode[8];
    int read = scanf("%7s %" SCNx64 " %" SCNx64 " %" SCNx64 " %" SCNx64 " %" SCNx64 " %" SCNx64 " %" SCNx64, mode,
                     &call->number, &call->arguments[0], &call->arguments[1], &call->arguments[2],
                     &call->arguments[3], &call->arguments[4], &call->arguments[5]);
    call->i386 = read > 0 && strcmp(mode, "i386") == 0;
    return read == 8;
}

/* The raw instruction: the C library's syscall() cuts nothing off, but it is not asked. */
static long native(const struct call *call)
{
    register uint64_t r10 __asm__("r10") = call->arguments[3];
    register uint64_t r8 __asm__("r8") = call->arguments[4];
    register uint64_t r9 __asm__("r9") = call->arguments[5];
    long value;
    __asm__ volatile("syscall"
                     : "=a"(value)
                     : "a"(call->number), "D"(call->arguments[0]), "S"(call->arguments[1]),
                       "d"(call->arguments[2]), "r"(r10), "r"(r8), "r"(r9)
                     : "rcx", "r11", "memory");
    return value;
}

/* The i386 entry, which a 64-bit program reaches as well: other numbers for the same calls. */
static long i386(const struct call *call)
{
    long value;
    __asm__ volatile("int $0x80"
                     : "=a"(value)
                     : "a"(call->number), "b"(call->arguments[0]), "c"(call->arguments[1]), "d"(call->arguments[2])
                     : "r8", "r9", "r10", "r11", "memory");
    return value;
}

static int load_filter(void)
{
    return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) || syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program);
}

static void make_call(const struct call *call, struct result *result)
{
    long value;
    if (load_filter()) {
        result->error = -1;
        _exit(2);
    }
    value = call->i386 ? i386(call) : native(call);
    result->value = value;
    result->error = value < 0 && value >= -4095 ? (int)-value : 0;
    /* The filter may refuse exit_group as well; the parent has the result by then. */
    syscall(SYS_exit_group, 0);
    __builtin_trap();
}

static void print(const struct call *call, const struct result *result, int status)
{
    if (result->error == -1)
        fail("cannot load the filter");
    if (result->error == -2)
        printf("signal %d\n", WIFSIGNALED(status) ? WTERMSIG(status) : 0);
    else if (result->error)
        printf("errno %d\n", result->error);
    else
        printf("returned %ld\n", call->i386 ? (long)(int)result->value : result->value);
}

#define MAX_CALLS 200000

/* The filter refuses exit as well, and write: results go through shared memory, and the end is a trap. */
static int make_all_calls(void)
{
    static struct call calls[MAX_CALLS];
    long *results = mmap(NULL, MAX_CALLS * sizeof *results, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    size_t count = 0;
    uint64_t words[7];
    int status;
    pid_t child;
    if (results == MAP_FAILED)
        fail("mmap");
    while (count < MAX_CALLS && fread(words, sizeof words, 1, stdin) == 1) {
        calls[count].number = words[0];
        memcpy(calls[count++].arguments, words + 1, sizeof calls->arguments);
    }
    child = fork();
    if (child == 0) {
        if (load_filter())
            fail("cannot load the filter");
        for (size_t i = 0; i < count; i++)
            results[i] = native(&calls[i]);
        __builtin_trap();
    }
    if (child < 0 || waitpid(child, &status, 0) != child)
        fail("fork");
    if (!WIFSIGNALED(status) || WTERMSIG(status) != SIGILL)
        return 3;
    return fwrite(results, sizeof *results, count, stdout) == count ? 0 : 2;
}

int main(int argc, char **argv)
{
    struct call call;
    struct result *result;
    if (argc < 2)
        return 2;
    read_filter(argv[1]);
    if (argc > 2 && strcmp(argv[2], "--all") == 0) {
        become_nobody();
        return make_all_calls();
    }
    if (argc > 2) {
        if (load_filter())
            fail("cannot load the filter");
        execvp(argv[2], argv + 2);
        fail(argv[2]);
    }
    become_nobody();
    result = mmap(NULL, sizeof *result, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (result == MAP_FAILED)
        fail("mmap");
    while (read_call(&call)) {
        int status;
        pid_t child;
        result->error = -2;
        fflush(stdout);
        child = fork();
        if (child < 0)
            fail("fork");
        if (child == 0)
            make_call(&call, result);
        if (waitpid(child, &status, 0) != child)
            fail("waitpid");
        print(&call, result, status);
    }
    return 0;
}

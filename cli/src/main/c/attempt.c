#include "attempt.h"

#include "kernel.h"

static void result(struct outcome *outcome, enum verdict verdict, const char *word, const char *text)
{
    outcome->verdict = verdict;
    outcome->text.length = 0;
    put(&outcome->text, word);
    if (text != NULL) {
        put(&outcome->text, ": ");
        put(&outcome->text, text);
    }
}

void stopped(struct outcome *outcome, const char *why)
{
    result(outcome, STOPPED, "stopped", why);
}

void stopped_by(struct outcome *outcome, long error)
{
    result(outcome, STOPPED, "stopped: ", NULL);
    put_errno(&outcome->text, error);
}

void hidden(struct outcome *outcome, const char *why)
{
    result(outcome, STOPPED, "hidden", why);
}

void opened(struct outcome *outcome, const char *what)
{
    result(outcome, OPEN, "OPEN", what);
}

void skipped(struct outcome *outcome, const char *why)
{
    result(outcome, SKIPPED, "skipped", why);
}

int refuses_call(long error)
{
    return error == -EPERM || error == -EACCES || error == -ENOSYS;
}

int refuses_path(long error)
{
    return refuses_call(error) || error == -ENOENT || error == -EROFS || error == -ENXIO || error == -ENOTDIR;
}

int refuses_socket(long error)
{
    return refuses_call(error) || error == -EAFNOSUPPORT || error == -EPROTONOSUPPORT || error == -ESOCKTNOSUPPORT;
}

void judge(struct outcome *outcome, long call_result, int (*refusal)(long error))
{
    if (call_result >= 0) {
        opened(outcome, "it worked");
    } else if (refusal(call_result)) {
        stopped_by(outcome, call_result);
    } else {
        opened(outcome, "the kernel looked at it, ");
        put_errno(&outcome->text, call_result);
    }
}

void in_child(const struct context *context, struct outcome *outcome,
              long (*act)(const struct context *context), int (*refusal)(long error))
{
    int status;
    long child = fork_child();

    if (child < 0) {
        skipped(outcome, "no child process");
        return;
    }
    if (child == 0) {
        long error = act(context);

        /* Error numbers fit into an exit status: the largest is 133. */
        leave(error < 0 && error > -255 ? (int)-error : 0);
    }
    status = wait_for(child);
    outcome->signal = ended_by_signal(status);
    if (outcome->signal == SIGSYS)
        stopped(outcome, "SIGSYS");
    else if (outcome->signal != 0)
        opened(outcome, "the try died of another signal than SIGSYS");
    else
        judge(outcome, -exit_status(status), refusal);
}

const char *argument_or(const struct context *context, const char *otherwise)
{
    return context->arguments[0] != NULL ? context->arguments[0] : otherwise;
}

package dev.immure.core.internal.netlink;

import dev.immure.core.internal.kernel.Errno;
import dev.immure.core.internal.kernel.ErrnoException;

/** A request that the kernel did not carry out. Checked, so that each caller says what it was for. */
public final class NetlinkException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String request;
    private final int errno;
    private final String text;

    /**
     * @param request what was asked for, in a few words
     * @param text the kernel's own, or empty
     */
    NetlinkException(String request, int errno, String text) {
        super(request);
        this.request = request;
        this.errno = errno;
        this.text = text;
    }

    static NetlinkException of(String request, ErrnoException e) {
        NetlinkException exception = new NetlinkException(request, e.errno(), e.call());
        exception.initCause(e);
        return exception;
    }

    /** {@code add veth: EEXIST (the kernel's words)}. */
    @Override
    public String getMessage() {
        return request + ": " + Errno.nameOf(errno) + (text.isEmpty() ? "" : " (" + text + ")");
    }

    public boolean is(int other) {
        return errno == other;
    }
}

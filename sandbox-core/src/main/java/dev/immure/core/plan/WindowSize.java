package dev.immure.core.plan;

/** Size of a terminal's window in characters; each 0 to 65,535, where 0 means that nobody knows (ioctl_tty(2)). */
public record WindowSize(int rows, int columns) {
    private static final int MAX = 0xffff;

    public WindowSize {
        if (rows < 0 || rows > MAX || columns < 0 || columns > MAX) {
            throw new IllegalArgumentException("a window has 0 to " + MAX + " rows and columns");
        }
    }
}

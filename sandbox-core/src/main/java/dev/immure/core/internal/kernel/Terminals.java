package dev.immure.core.internal.kernel;

import jnr.ffi.Pointer;

/** Terminals by descriptor: whether it is one, its size and its mode (ioctl_tty(2), termios(3)). */
public final class Terminals {
    private static final int TCGETS = 0x5401;
    private static final int TCSETSW = 0x5403;
    private static final int TIOCGWINSZ = 0x5413;
    private static final int TIOCSWINSZ = 0x5414;

    /** {@code struct termios} of the kernel, x86-64: four u32 flags, u8 line discipline, 19 control characters. */
    private static final int TERMIOS_BYTES = 36;

    private static final int CONTROL_CHARACTERS = 17;
    private static final int VTIME = 5;
    private static final int VMIN = 6;

    /** What cfmakeraw(3) takes away, and the eight-bit characters that it sets. */
    private static final int INPUT = 01 | 02 | 010 | 040 | 0100 | 0200 | 0400 | 02000;

    private static final int OUTPUT = 01;
    private static final int LOCAL = 010 | 0100 | 02 | 01 | 0100000;
    private static final int CSIZE_PARENB = 060 | 0400;
    private static final int CS8 = 060;

    private Terminals() {}

    /** Rows and columns, 0 for unknown. */
    public record Size(int rows, int columns) {}

    /** How a terminal was set, to be set so again. */
    public static final class Mode {
        private final byte[] termios;

        private Mode(byte[] termios) {
            this.termios = termios;
        }
    }

    /** isatty(3). */
    public static boolean isTerminal(int fd) {
        try {
            mode(fd);
            return true;
        } catch (ErrnoException e) {
            return false;
        }
    }

    /** tcgetattr(3); ENOTTY for what is no terminal. */
    public static Mode mode(int fd) throws ErrnoException {
        Pointer memory = SystemCall.allocate(TERMIOS_BYTES);
        SystemCall.invoke("ioctl(TCGETS)", 16, fd, TCGETS, memory);
        byte[] termios = new byte[TERMIOS_BYTES];
        memory.get(0, termios, 0, TERMIOS_BYTES);
        return new Mode(termios);
    }

    /** tcsetattr(3) with TCSADRAIN: output that was written in the old mode is shown in it. */
    public static void set(int fd, Mode mode) throws ErrnoException {
        SystemCall.invoke("ioctl(TCSETSW)", 16, fd, TCSETSW, SystemCall.bytes(mode.termios));
    }

    /** cfmakeraw(3): each byte as it comes; nothing is echoed, and no key sends a signal. */
    public static Mode raw(Mode mode) {
        Pointer memory = SystemCall.bytes(mode.termios);
        memory.putInt(0, memory.getInt(0) & ~INPUT);
        memory.putInt(4, memory.getInt(4) & ~OUTPUT);
        memory.putInt(8, (memory.getInt(8) & ~CSIZE_PARENB) | CS8);
        memory.putInt(12, memory.getInt(12) & ~LOCAL);
        memory.putByte(CONTROL_CHARACTERS + VTIME, (byte) 0);
        memory.putByte(CONTROL_CHARACTERS + VMIN, (byte) 1);
        byte[] termios = new byte[TERMIOS_BYTES];
        memory.get(0, termios, 0, TERMIOS_BYTES);
        return new Mode(termios);
    }

    /** TIOCGWINSZ: {@code struct winsize} is four u16. */
    public static Size size(int fd) throws ErrnoException {
        Pointer memory = SystemCall.allocate(8);
        SystemCall.invoke("ioctl(TIOCGWINSZ)", 16, fd, TIOCGWINSZ, memory);
        return new Size(Short.toUnsignedInt(memory.getShort(0)), Short.toUnsignedInt(memory.getShort(2)));
    }

    /** TIOCSWINSZ: rows and columns below 65,536. */
    public static void setSize(Fd terminal, int rows, int columns) throws ErrnoException {
        Pointer memory = SystemCall.allocate(8);
        memory.putShort(0, (short) rows);
        memory.putShort(2, (short) columns);
        SystemCall.invoke("ioctl(TIOCSWINSZ)", 16, terminal.number(), TIOCSWINSZ, memory);
    }
}

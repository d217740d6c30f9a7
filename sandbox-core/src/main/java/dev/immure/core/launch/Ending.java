package dev.immure.core.launch;

/** How the program ended, by the kernel's word (wait(2)). */
public sealed interface Ending {
    /** With a status of its own, 0 to 255. */
    record Exited(int code) implements Ending {}

    /** By a signal. */
    record Signaled(int signal) implements Ending {}

    /** Reads a wait status: the low seven bits are the signal, the next byte the code. */
    static Ending ofWaitStatus(int status) {
        int signal = status & 0x7f;
        return signal == 0 ? new Exited((status >> 8) & 0xff) : new Signaled(signal);
    }
}

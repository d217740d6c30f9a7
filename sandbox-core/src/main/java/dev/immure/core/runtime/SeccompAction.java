package dev.immure.core.runtime;

/**
 * What the kernel does with a system call (seccomp(2), "Seccomp filter return values").
 */
public sealed interface SeccompAction {
    SeccompAction ALLOW = Fixed.ALLOW;
    SeccompAction KILL_PROCESS = Fixed.KILL_PROCESS;
    SeccompAction LOG = Fixed.LOG;
    SeccompAction TRAP = Fixed.TRAP;

    /** The 32 bits a filter returns for it: {@code SECCOMP_RET_*}, with the errno in the low half. */
    int returnValue();

    /** Whether the system call does not happen. */
    boolean refuses();

    /** The actions that carry nothing with them. */
    enum Fixed implements SeccompAction {
        ALLOW(0x7fff0000, false),
        KILL_PROCESS(0x80000000, true),
        /** Lets the call pass, and writes it to the kernel's log. */
        LOG(0x7ffc0000, false),
        /** Sends SIGSYS to the calling thread; the call does not happen. */
        TRAP(0x00030000, true);

        private final int returnValue;
        private final boolean refuses;

        Fixed(int returnValue, boolean refuses) {
            this.returnValue = returnValue;
            this.refuses = refuses;
        }

        @Override
        public int returnValue() {
            return returnValue;
        }

        @Override
        public boolean refuses() {
            return refuses;
        }
    }

    /**
     * The call does not happen and fails with this error.
     *
     * @param number 1 to 4095. 0 is refused: the program would believe that the call succeeded.
     */
    record Errno(int number) implements SeccompAction {
        /** MAX_ERRNO of the kernel; seccomp(2) cuts anything above down to it. */
        private static final int MAX = 4095;

        public Errno {
            if (number < 1 || number > MAX) {
                throw new IllegalArgumentException("an errno is 1 to " + MAX + ", not " + number);
            }
        }

        @Override
        public int returnValue() {
            return 0x00050000 | number;
        }

        @Override
        public boolean refuses() {
            return true;
        }

        @Override
        public String toString() {
            return "ERRNO(" + number + ")";
        }
    }
}

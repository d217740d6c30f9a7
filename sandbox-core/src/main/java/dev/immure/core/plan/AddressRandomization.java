package dev.immure.core.plan;

/** Whether the program finds its stack, heap and libraries at addresses of chance (ASLR; personality(2)). */
public enum AddressRandomization {
    /** As the host has it (/proc/sys/kernel/randomize_va_space). */
    ON,
    /** The same addresses in each run. */
    OFF
}

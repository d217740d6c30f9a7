package dev.immure.core.host;

/**
 * The {@link #SIZE} ids that one sandbox has on the host: user {@code n} inside is {@code uidBase + n} outside, group
 * {@code n} is {@code gidBase + n}.
 *
 * @param uidBase first host user id; above 0
 * @param gidBase first host group id; above 0
 */
public record IdRange(long uidBase, long gidBase) {
    /** All 16-bit ids, so that {@code nobody} (65534) exists inside. */
    public static final int SIZE = 65_536;

    /** uid_t is unsigned, but the kernel's devpts and many programs take ids above 2^31 for negative. */
    private static final long END = 1L << 31;

    public IdRange {
        if (uidBase <= 0 || gidBase <= 0 || uidBase + SIZE > END || gidBase + SIZE > END) {
            throw new IllegalArgumentException(
                    "an id range lies between 1 and 2147483647, but this one begins at " + uidBase + "/" + gidBase);
        }
    }
}

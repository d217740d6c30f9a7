package dev.immure.core.host;

/**
 * First two numbers of a kernel release. Distributions port features back, so a number is the last resort, used where
 * nothing can be tried.
 */
record KernelVersion(int major, int minor) {
    /** 0.0, older than every feature, for a text that is no release. */
    static KernelVersion parse(String release) {
        String[] parts = release.split("[.-]", 3);
        return parts.length < 2 ? new KernelVersion(0, 0) : new KernelVersion(number(parts[0]), number(parts[1]));
    }

    boolean isAtLeast(int wantedMajor, int wantedMinor) {
        return major > wantedMajor || (major == wantedMajor && minor >= wantedMinor);
    }

    private static int number(String text) {
        boolean digits = !text.isEmpty() && text.length() <= 4 && text.chars().allMatch(c -> c >= '0' && c <= '9');
        return digits ? Integer.parseInt(text) : 0;
    }
}

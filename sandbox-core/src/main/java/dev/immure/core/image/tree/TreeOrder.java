package dev.immure.core.image.tree;

import java.util.Comparator;

/** The order in which {@link TreeWalk} meets paths: part by part, in byte order. */
final class TreeOrder implements Comparator<String> {
    @Override
    public int compare(String left, String right) {
        int common = Math.min(left.length(), right.length());
        for (int i = 0; i < common; i++) {
            int difference = rank(left.charAt(i)) - rank(right.charAt(i));
            if (difference != 0) {
                return difference;
            }
        }
        return left.length() - right.length();
    }

    /** No name holds a NUL, so the slash may stand before all that one can hold. */
    private static int rank(char c) {
        return c == '/' ? 0 : c;
    }

    static boolean isBeneath(String path, String directory) {
        return directory.isEmpty() || path.startsWith(directory + "/");
    }
}

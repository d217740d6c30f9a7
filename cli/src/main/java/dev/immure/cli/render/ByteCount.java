package dev.immure.cli.render;

import java.util.Locale;

/** A number of bytes, as people read it: in powers of 1024, with one digit after the point. */
record ByteCount(long bytes) {
    private static final String UNITS = "KMGTPE";

    @Override
    public String toString() {
        if (bytes < 1024) {
            return bytes + " B";
        }
        double value = bytes;
        int unit = -1;
        while (value >= 1023.95) {
            value /= 1024;
            unit++;
        }
        return String.format(Locale.ROOT, "%.1f %ciB", value, UNITS.charAt(unit));
    }
}

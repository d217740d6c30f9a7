package dev.immure.core.network;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A bandwidth.
 *
 * @param bitsPerSecond 8,000 to 800 Gbit/s: below, one packet of full size would take longer than a second
 */
public record Rate(long bitsPerSecond) {
    private static final Pattern TEXT = Pattern.compile("([0-9]{1,12}(?:\\.[0-9]{1,6})?)([a-z]*)");
    private static final long FEWEST = 8_000;
    private static final long MOST = 800_000_000_000L;

    /** A frame of Ethernet: MTU and header. */
    private static final int FRAME = 1514;

    /** Of a bucket or a queue. */
    private static final int LARGEST = 1 << 30;

    /** Of a deep queue: 4 and 64 MiB. */
    private static final int SHALLOWEST = 1 << 22;

    private static final int DEEPEST = 1 << 26;

    /** tc(8), "RATES": bit and bps (bytes!), with decimal or binary prefixes; a bare number is bits. */
    private static final Map<String, Long> UNITS = Map.ofEntries(
            Map.entry("", 1L),
            Map.entry("bit", 1L),
            Map.entry("kbit", 1_000L),
            Map.entry("mbit", 1_000_000L),
            Map.entry("gbit", 1_000_000_000L),
            Map.entry("tbit", 1_000_000_000_000L),
            Map.entry("kibit", 1L << 10),
            Map.entry("mibit", 1L << 20),
            Map.entry("gibit", 1L << 30),
            Map.entry("bps", 8L),
            Map.entry("kbps", 8_000L),
            Map.entry("mbps", 8_000_000L),
            Map.entry("gbps", 8_000_000_000L),
            Map.entry("kibps", 8L << 10),
            Map.entry("mibps", 8L << 20),
            Map.entry("gibps", 8L << 30));

    public Rate {
        if (bitsPerSecond < FEWEST || bitsPerSecond > MOST) {
            throw new IllegalArgumentException("a rate lies between 8kbit and 800gbit");
        }
    }

    /**
     * A rate in the units of tc(8): {@code 10mbit} is ten million bits, {@code 1mbps} a million bytes per second.
     *
     * @throws IllegalArgumentException when it is not of that form
     */
    public static Rate parse(String text) {
        Matcher rate = TEXT.matcher(text.toLowerCase(Locale.ROOT));
        Long unit = rate.matches() ? UNITS.get(rate.group(2)) : null;
        if (unit == null) {
            throw new IllegalArgumentException("not a rate such as 10mbit or 1mbps");
        }
        BigDecimal bits = new BigDecimal(rate.group(1)).multiply(BigDecimal.valueOf(unit));
        if (bits.compareTo(BigDecimal.valueOf(MOST)) > 0) {
            throw new IllegalArgumentException("a rate lies between 8kbit and 800gbit");
        }
        return new Rate(bits.longValue());
    }

    long bytesPerSecond() {
        return bitsPerSecond / 8;
    }

    /** What may go at once: 50 ms of the rate, and at least a frame, or nothing would ever pass. */
    int burst() {
        return Math.clamp(bytesPerSecond() / 20, FRAME, LARGEST);
    }

    /** What one connection may have on its way: 200 ms of the rate, and some frames at least. */
    int window() {
        return Math.clamp(2L * queue(), 20 * FRAME, LARGEST);
    }

    /** What may wait where a lost packet costs the sender all that comes after it: some windows. */
    int deepQueue() {
        return Math.clamp(16L * queue(), SHALLOWEST, DEEPEST);
    }

    /** What may wait: as much again, and at least a few frames. */
    int queue() {
        return Math.clamp(bytesPerSecond() / 10, 10 * FRAME, LARGEST);
    }
}

package dev.immure.core.audit;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** docs/audit-log.md written a second time, from the document, with nothing of the product. */
final class IndependentChain {
    private static final Pattern LINE = Pattern.compile("\\{\"schema\":1,\"sequence\":(\\d+),\"time\":"
            + "\"\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{9}Z\",\"previous\":\"sha256:([0-9a-f]{64})\","
            + "\"type\":\"[a-z.]+\",.*,\"hash\":\"sha256:([0-9a-f]{64})\"}");
    private static final int SUFFIX = ",\"hash\":\"sha256:\"}".length() + 64;

    private IndependentChain() {}

    /** Whether these lines are a chain from the first record on. */
    static boolean holds(List<String> lines) {
        String previous = "0".repeat(64);
        long number = 0;
        for (String line : lines) {
            Matcher matcher = LINE.matcher(line);
            number++;
            boolean right = matcher.matches()
                    && Long.parseLong(matcher.group(1)) == number
                    && matcher.group(2).equals(previous)
                    && matcher.group(3).equals(hash(line.substring(0, line.length() - SUFFIX) + "}"));
            if (!right) {
                return false;
            }
            previous = matcher.group(3);
        }
        return true;
    }

    /** The line with its hash member made right again. */
    static String seal(String line) {
        String body = line.substring(0, line.length() - SUFFIX);
        return body + ",\"hash\":\"sha256:" + hash(body + "}") + "\"}";
    }

    private static String hash(String text) {
        try {
            byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }
}

package dev.immure.core.image.layer;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The records of a PAX extended header (pax(1)), exact to the byte: {@code "<length> <keyword>=<value>\n"}. */
final class PaxRecords {
    private static final int LENGTH_DIGITS = 9;

    private final Map<String, byte[]> records;

    private PaxRecords(Map<String, byte[]> records) {
        this.records = records;
    }

    static PaxRecords none() {
        return new PaxRecords(Map.of());
    }

    /**
     * @throws IllegalArgumentException with the flaw: not exact, or a keyword that occurs twice (pax(1): the last one
     *     counts; other readers take the first)
     */
    static PaxRecords parse(byte[] body) {
        Map<String, byte[]> records = new LinkedHashMap<>();
        int at = 0;
        while (at < body.length) {
            int space = indexOf(body, ' ', at, Math.min(body.length, at + LENGTH_DIGITS + 1));
            int end = at + length(body, at, space);
            int equals = indexOf(body, '=', space + 1, Math.min(end, body.length));
            if (end > body.length || equals < 0 || body[end - 1] != '\n' || equals == space + 1) {
                throw new IllegalArgumentException("a PAX record is malformed");
            }
            String keyword = utf8(Arrays.copyOfRange(body, space + 1, equals));
            if (records.put(keyword, Arrays.copyOfRange(body, equals + 1, end - 1)) != null) {
                throw new IllegalArgumentException("the PAX keyword " + keyword + " occurs twice");
            }
            at = end;
        }
        return new PaxRecords(records);
    }

    Optional<byte[]> value(String keyword) {
        return Optional.ofNullable(records.get(keyword));
    }

    /** A number of up to 18 digits; a fraction is cut off, as times have one. */
    Optional<Long> number(String keyword) {
        return value(keyword).map(value -> {
            String text = new String(value, StandardCharsets.US_ASCII);
            if (!text.matches("-?[0-9]{1,18}(?:\\.[0-9]{0,32})?")) {
                throw new IllegalArgumentException("the PAX record " + keyword + " is not a number");
            }
            int point = text.indexOf('.');
            return Long.parseLong(point < 0 ? text : text.substring(0, point));
        });
    }

    /** The records whose keyword starts so, without that prefix. */
    Map<String, byte[]> withPrefix(String prefix) {
        Map<String, byte[]> out = new LinkedHashMap<>();
        records.forEach((keyword, value) -> {
            if (keyword.startsWith(prefix)) {
                out.put(keyword.substring(prefix.length()), value);
            }
        });
        return out;
    }

    private static int length(byte[] body, int at, int space) {
        if (space <= at || body[at] == '0') {
            throw new IllegalArgumentException("the length of a PAX record is malformed");
        }
        int length = 0;
        for (int i = at; i < space; i++) {
            int digit = body[i] - '0';
            if (digit < 0 || digit > 9) {
                throw new IllegalArgumentException("the length of a PAX record is malformed");
            }
            length = length * 10 + digit;
        }
        if (length <= space + 1 - at) {
            throw new IllegalArgumentException("the length of a PAX record is too small");
        }
        return length;
    }

    private static int indexOf(byte[] bytes, char wanted, int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] == wanted) {
                return i;
            }
        }
        return -1;
    }

    private static String utf8(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("a PAX keyword is not UTF-8", e);
        }
    }
}

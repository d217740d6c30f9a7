package dev.immure.signing.internal.notation;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads one value in the core deterministic encoding (RFC 8949, 4.2.1), in which a value has one encoding: shortest
 * numbers, definite lengths, sorted labels of which none is there twice, and nothing after the value. Floating point
 * numbers, which nothing here needs, are refused. Lengths are compared with what is left before anything is reserved.
 */
final class StrictCbor {
    private static final int MAX_DEPTH = 8;
    private static final int MAX_VALUES = 2000;

    private static final int UNSIGNED = 0;
    private static final int NEGATIVE = 1;
    private static final int BYTES = 2;
    private static final int TEXT = 3;
    private static final int ARRAY = 4;
    private static final int MAP = 5;
    private static final int TAG = 6;

    private static final int FALSE = 20;
    private static final int NULL = 22;

    private final byte[] in;
    private int at;
    private int values;

    private StrictCbor(byte[] in) {
        this.in = in;
    }

    static CborValue read(byte[] document) throws CborException {
        StrictCbor reader = new StrictCbor(document);
        CborValue value = reader.value(1);
        if (reader.at != document.length) {
            throw new CborException("something follows the value");
        }
        return value;
    }

    private CborValue value(int depth) throws CborException {
        if (depth > MAX_DEPTH) {
            throw new CborException("nested deeper than " + MAX_DEPTH);
        }
        if (++values > MAX_VALUES) {
            throw new CborException("more than " + MAX_VALUES + " values");
        }
        int initial = next();
        int major = initial >> 5;
        int info = initial & 0x1f;
        return switch (major) {
            case UNSIGNED -> new CborValue.Whole(argument(info));
            case NEGATIVE -> new CborValue.Whole(-1 - argument(info));
            case BYTES -> new CborValue.Bytes(bytes(argument(info)));
            case TEXT -> new CborValue.Text(text(bytes(argument(info))));
            case ARRAY -> array(argument(info), depth);
            case MAP -> map(argument(info), depth);
            case TAG -> new CborValue.Tagged(argument(info), value(depth + 1));
            default -> simple(info);
        };
    }

    private int next() throws CborException {
        if (at == in.length) {
            throw new CborException("it ends too early");
        }
        return in[at++] & 0xff;
    }

    /** RFC 8949, 3 and 4.2.1: in the head if it is below 24, else in as few bytes as will do. */
    private long argument(int info) throws CborException {
        if (info < 24) {
            return info;
        }
        if (info > 27) {
            throw new CborException("a length that is not told, or is reserved");
        }
        int width = 1 << (info - 24);
        long number = 0;
        for (int i = 0; i < width; i++) {
            number = number << 8 | next();
        }
        long least = width == 1 ? 24 : 1L << (4 * width);
        if (number < 0) {
            throw new CborException("a number beyond 63 bits");
        }
        if (number < least) {
            throw new CborException("a number that is not in its shortest form");
        }
        return number;
    }

    private byte[] bytes(long length) throws CborException {
        if (length > in.length - at) {
            throw new CborException("a string that is longer than what is left");
        }
        at += (int) length;
        return Arrays.copyOfRange(in, at - (int) length, at);
    }

    private static String text(byte[] utf8) throws CborException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(utf8))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new CborException("a text that is not UTF-8");
        }
    }

    private CborValue array(long length, int depth) throws CborException {
        checkCount(length);
        List<CborValue> items = new ArrayList<>();
        for (long i = 0; i < length; i++) {
            items.add(value(depth + 1));
        }
        return new CborValue.Items(items);
    }

    private CborValue map(long length, int depth) throws CborException {
        checkCount(length);
        Map<CborValue, CborValue> members = new LinkedHashMap<>();
        byte[] last = {};
        for (long i = 0; i < length; i++) {
            int start = at;
            CborValue label = value(depth + 1);
            byte[] encoded = Arrays.copyOfRange(in, start, at);
            // Sorted by their encoding, so that one that is there twice is not greater than the one before.
            if (Arrays.compareUnsigned(last, encoded) >= 0) {
                throw new CborException("labels that are not sorted, or one that is there twice");
            }
            last = encoded;
            members.put(label, value(depth + 1));
        }
        return new CborValue.Members(members);
    }

    /** Each item has a byte at least. */
    private void checkCount(long length) throws CborException {
        if (length > in.length - at) {
            throw new CborException("more items than what is left can hold");
        }
    }

    private static CborValue simple(int info) throws CborException {
        if (info < FALSE || info > NULL) {
            throw new CborException("a value of a kind that is not needed here");
        }
        return new CborValue.Simple(info);
    }
}

package dev.immure.signing.internal.notation;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A value of CBOR (RFC 8949), of the kinds that COSE needs. */
sealed interface CborValue {
    /** A whole number of either sign, within 64 bits. */
    record Whole(long value) implements CborValue {}

    record Text(String value) implements CborValue {}

    record Items(List<CborValue> values) implements CborValue {
        public Items {
            values = List.copyOf(values);
        }
    }

    record Members(Map<CborValue, CborValue> values) implements CborValue {
        public Members {
            values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
        }
    }

    record Tagged(long tag, CborValue content) implements CborValue {}

    /** True, false or null, by its number. */
    record Simple(int number) implements CborValue {}

    /** A byte string; equal to another only when it is the same one, for it is never a label. */
    final class Bytes implements CborValue {
        private final byte[] value;

        Bytes(byte[] value) {
            this.value = value.clone();
        }

        byte[] value() {
            return value.clone();
        }
    }
}

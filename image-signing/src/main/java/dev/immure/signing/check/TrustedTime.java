package dev.immure.signing.check;

import java.time.Instant;
import java.util.Objects;

/**
 * A moment, and who says that it was then. The signer's own word is never one.
 *
 * @param source who vouches for the moment
 */
public record TrustedTime(Instant at, Source source) {
    public TrustedTime {
        Objects.requireNonNull(at, "at is null");
        Objects.requireNonNull(source, "source is null");
    }

    /** Who says what time it was. */
    public enum Source {
        /** An RFC 3161 token of a timestamp authority that is trusted. */
        TIMESTAMP_AUTHORITY("timestamp-authority"),
        /** The time in a promise signed by a transparency log that is trusted. */
        TRANSPARENCY_LOG("transparency-log"),
        /** A signing authority that is trusted for the time as well as for the signature. */
        SIGNING_AUTHORITY("signing-authority"),
        /** Given by whoever runs Immure: {@code --at}. */
        GIVEN("given"),
        /** The clock of this machine. */
        CLOCK("clock");

        private final String label;

        Source(String label) {
            this.label = label;
        }

        /** As `immure verify` prints it. */
        public String label() {
            return label;
        }
    }

    @Override
    public String toString() {
        return at + " (" + source.label() + ")";
    }
}

package dev.immure.signing.internal.timestamp;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.util.Locale;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1GeneralizedTime;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.tsp.Accuracy;
import org.bouncycastle.asn1.tsp.MessageImprint;
import org.bouncycastle.asn1.tsp.TSTInfo;

/**
 * What the authority has signed: {@code TSTInfo} (RFC 3161, 2.4.2). Reading it throws what BouncyCastle throws.
 *
 * @param imprint hash and digest of what was stamped
 */
record TokenContent(MessageImprint imprint, Instant at, Duration accuracy) {
    /** RFC 3161, 2.4.2: seconds, a fraction if any, and Zulu. */
    private static final DateTimeFormatter TIME = new DateTimeFormatterBuilder()
            .appendPattern("uuuuMMddHHmmss")
            .optionalStart()
            .appendFraction(ChronoField.NANO_OF_SECOND, 1, 9, true)
            .optionalEnd()
            .appendLiteral('Z')
            .toFormatter(Locale.ROOT)
            .withResolverStyle(ResolverStyle.STRICT);

    /** Tag and length of a short value. */
    private static final int HEADER = 2;

    private static final int DAY_SECONDS = 24 * 60 * 60;
    /** ETSI EN 319 421: the baseline policy, under which a second is meant where nothing is said. */
    private static final ASN1ObjectIdentifier BASELINE = new ASN1ObjectIdentifier("0.4.0.2023.1.1");

    static TokenContent of(TSTInfo info) throws IOException {
        require(info.getVersion().intValueExact() == 1, "not version 1");
        require(
                info.getExtensions() == null || info.getExtensions().getCriticalExtensionOIDs().length == 0,
                "a critical extension");
        return new TokenContent(info.getMessageImprint(), time(info.getGenTime()), accuracy(info));
    }

    private static Instant time(ASN1GeneralizedTime time) throws IOException {
        byte[] encoded = time.getEncoded(ASN1Encoding.DER);
        String text = new String(encoded, HEADER, encoded.length - HEADER, StandardCharsets.US_ASCII);
        try {
            return LocalDateTime.parse(text, TIME).toInstant(ZoneOffset.UTC);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("no time of RFC 3161", e);
        }
    }

    private static Duration accuracy(TSTInfo info) {
        Accuracy given = info.getAccuracy();
        if (given == null) {
            return BASELINE.equals(info.getPolicy()) ? Duration.ofSeconds(1) : Duration.ZERO;
        }
        return Duration.ofSeconds(part(given.getSeconds(), DAY_SECONDS))
                .plusMillis(part(given.getMillis(), 999))
                .plusNanos(part(given.getMicros(), 999) * 1000L);
    }

    private static int part(ASN1Integer value, int most) {
        int number = Optional.ofNullable(value).map(ASN1Integer::intValueExact).orElse(0);
        require(number >= 0 && number <= most, "an accuracy out of its range");
        return number;
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}

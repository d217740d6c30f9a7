package dev.immure.signing.internal.x509;

import java.util.Optional;
import org.bouncycastle.asn1.ASN1IA5String;
import org.bouncycastle.asn1.ASN1UTF8String;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.OtherName;

/** A name of the subject beside its distinguished name (RFC 5280, 4.2.1.6). */
public sealed interface AlternativeName {
    record Email(String address) implements AlternativeName {}

    record Uri(String uri) implements AlternativeName {}

    record Dns(String name) implements AlternativeName {}

    /**
     * A name of a kind that its own object identifier tells.
     *
     * @param text its value when that is a UTF8String; nothing else is read
     */
    record Other(String type, Optional<String> text) implements AlternativeName {}

    /** A name of a kind that no identity is made of: an address, a directory name … */
    record Unused(int tag) implements AlternativeName {}

    /** @throws IllegalArgumentException when it is not a name, or holds a control character */
    static AlternativeName of(GeneralName name) {
        return switch (name.getTagNo()) {
            case GeneralName.rfc822Name -> new Email(ia5(name));
            case GeneralName.uniformResourceIdentifier -> new Uri(ia5(name));
            case GeneralName.dNSName -> new Dns(ia5(name));
            case GeneralName.otherName -> other(OtherName.getInstance(name.getName()));
            default -> new Unused(name.getTagNo());
        };
    }

    private static Other other(OtherName name) {
        Optional<String> text = name.getValue().toASN1Primitive() instanceof ASN1UTF8String value
                ? Optional.of(printable(value.getString()))
                : Optional.empty();
        return new Other(name.getTypeID().getId(), text);
    }

    private static String ia5(GeneralName name) {
        return printable(ASN1IA5String.getInstance(name.getName()).getString());
    }

    /** A NUL ends a name for some readers and not for others (CVE-2009-2408). */
    private static String printable(String text) {
        if (text.isEmpty() || text.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("empty, or holds a control character");
        }
        return text;
    }
}

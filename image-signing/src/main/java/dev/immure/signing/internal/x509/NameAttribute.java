package dev.immure.signing.internal.x509;

import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.x500.AttributeTypeAndValue;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;

/**
 * One attribute of a distinguished name.
 *
 * @param type its object identifier, {@code 2.5.4.10} for the organization
 */
public record NameAttribute(String type, String value) {
    /** All attributes in their order; those of a relative name with several of them one after the other. */
    static List<NameAttribute> of(X500Name name) {
        List<NameAttribute> out = new ArrayList<>();
        for (RDN rdn : name.getRDNs()) {
            for (AttributeTypeAndValue attribute : rdn.getTypesAndValues()) {
                if (!(attribute.getValue().toASN1Primitive() instanceof ASN1String value)) {
                    throw new IllegalArgumentException("an attribute of the name is no text");
                }
                out.add(new NameAttribute(attribute.getType().getId(), value.getString()));
            }
        }
        return List.copyOf(out);
    }
}

package dev.immure.signing.internal.x509;

import java.util.EnumSet;
import java.util.Set;
import org.bouncycastle.asn1.x509.KeyUsage;

/** What the key of a certificate may be used for (RFC 5280, 4.2.1.3). */
public enum KeyUse {
    DIGITAL_SIGNATURE(KeyUsage.digitalSignature),
    NON_REPUDIATION(KeyUsage.nonRepudiation),
    KEY_ENCIPHERMENT(KeyUsage.keyEncipherment),
    DATA_ENCIPHERMENT(KeyUsage.dataEncipherment),
    KEY_AGREEMENT(KeyUsage.keyAgreement),
    KEY_CERT_SIGN(KeyUsage.keyCertSign),
    CRL_SIGN(KeyUsage.cRLSign),
    ENCIPHER_ONLY(KeyUsage.encipherOnly),
    DECIPHER_ONLY(KeyUsage.decipherOnly);

    private final int mask;

    KeyUse(int mask) {
        this.mask = mask;
    }

    static Set<KeyUse> of(KeyUsage usage) {
        Set<KeyUse> uses = EnumSet.noneOf(KeyUse.class);
        for (KeyUse use : values()) {
            if (usage.hasUsages(use.mask)) {
                uses.add(use);
            }
        }
        return uses;
    }
}

package dev.immure.signing.internal.x509;

import dev.immure.core.ImmureException;
import dev.immure.signing.internal.keys.Pem;
import java.util.List;

/** The content of a file of certificates: PEM blocks, or one certificate in DER. */
public final class CertificateFiles {
    private static final String LABEL = "CERTIFICATE";
    private static final int SEQUENCE = 0x30;
    private static final int MAX = 64;

    private CertificateFiles() {}

    /**
     * Reads all certificates in the order of the file.
     *
     * @param on what to call the file in a fault
     * @throws ImmureException with MALFORMED or LIMIT of {@link dev.immure.signing.fault.CertificateFault}
     */
    public static List<Certificate> parse(byte[] content, String on) {
        return content.length > 0 && content[0] == SEQUENCE
                ? List.of(Certificate.parse(content, on))
                : pem(content, on);
    }

    /** Reads PEM blocks, of which each must be a certificate. */
    public static List<Certificate> pem(byte[] content, String on) {
        List<Pem> blocks = Pem.parse(content)
                .orElseThrow(() -> CertificateFaults.malformed(
                        on, "it is neither DER nor PEM blocks with nothing but blank lines between them"));
        if (blocks.size() > MAX) {
            throw CertificateFaults.limit(on, "it holds " + blocks.size() + " certificates, the limit is " + MAX);
        }
        for (Pem block : blocks) {
            if (!block.label().equals(LABEL)) {
                throw CertificateFaults.malformed(on, "it holds a " + block.label() + ", not a " + LABEL);
            }
        }
        return blocks.stream().map(block -> Certificate.parse(block.der(), on)).toList();
    }
}

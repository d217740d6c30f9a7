package dev.immure.signing.internal.keys;

import java.io.IOException;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Supplier;
import org.bouncycastle.asn1.misc.MiscObjectIdentifiers;
import org.bouncycastle.asn1.misc.ScryptParams;
import org.bouncycastle.asn1.pkcs.EncryptedPrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.KeyDerivationFunc;
import org.bouncycastle.asn1.pkcs.PBES2Parameters;
import org.bouncycastle.asn1.pkcs.PBKDF2Params;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.pkcs.jcajce.JcePKCSPBEInputDecryptorProviderBuilder;

/** PKCS#8 encrypted with PBES2 (RFC 8018), the scheme of every openssl since 1.1. */
final class Pkcs8Encryption {
    private static final BigInteger MAX_ITERATIONS = BigInteger.valueOf(10_000_000);
    /** scrypt takes 128·N·r bytes (RFC 7914, 6): 1 GiB at most. */
    private static final BigInteger MAX_SCRYPT = BigInteger.valueOf(8L << 20);

    private static final BigInteger MAX_PARALLEL = BigInteger.valueOf(16);

    private Pkcs8Encryption() {}

    static PrivateKeyInfo decrypt(byte[] der, String on, Supplier<Optional<char[]>> password) throws IOException {
        EncryptedPrivateKeyInfo info = EncryptedPrivateKeyInfo.getInstance(der);
        requireModest(info, on);
        char[] secret = password.get().orElseThrow(() -> KeyFaults.password(on, "it is encrypted"));
        try {
            // The provider is passed, not registered: no other code of this process gets to see it.
            return new PKCS8EncryptedPrivateKeyInfo(info)
                    .decryptPrivateKeyInfo(new JcePKCSPBEInputDecryptorProviderBuilder()
                            .setProvider(new BouncyCastleProvider())
                            .build(secret));
        } catch (PKCSException e) {
            throw KeyFaults.password(on, "the password does not fit");
        } finally {
            Arrays.fill(secret, '\0');
        }
    }

    /** The cost of the derivation stands in the file, and is paid before the password is known to be right. */
    private static void requireModest(EncryptedPrivateKeyInfo info, String on) {
        if (!info.getEncryptionAlgorithm().getAlgorithm().equals(PKCSObjectIdentifiers.id_PBES2)) {
            throw KeyFaults.kind(on, "it is encrypted with something older than PBES2");
        }
        KeyDerivationFunc derivation = PBES2Parameters.getInstance(
                        info.getEncryptionAlgorithm().getParameters())
                .getKeyDerivationFunc();
        if (!isModest(derivation)) {
            throw KeyFaults.kind(on, "its key derivation is unknown, or dearer than any in use");
        }
    }

    private static boolean isModest(KeyDerivationFunc derivation) {
        if (derivation.getAlgorithm().equals(PKCSObjectIdentifiers.id_PBKDF2)) {
            PBKDF2Params cost = PBKDF2Params.getInstance(derivation.getParameters());
            return cost.getIterationCount().compareTo(MAX_ITERATIONS) <= 0;
        }
        if (derivation.getAlgorithm().equals(MiscObjectIdentifiers.id_scrypt)) {
            ScryptParams cost = ScryptParams.getInstance(derivation.getParameters());
            return cost.getCostParameter().multiply(cost.getBlockSize()).compareTo(MAX_SCRYPT) <= 0
                    && cost.getParallelizationParameter().compareTo(MAX_PARALLEL) <= 0;
        }
        return false;
    }
}

package dev.immure.signing.internal.keys;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.signing.testing.Openssl;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RsaPkcs1Test {
    @TempDir
    Path directory;

    @Test
    void aSignatureHasTheLengthOfTheModulusAndNoOther() {
        Openssl openssl = new Openssl(directory);
        openssl.generate("k", "RSA", "-pkeyopt", "rsa_keygen_bits:2048");
        PrivateKey key = PrivateKeys.parse(openssl.read("k.pem"), "k.pem", Optional::empty);
        byte[] message = messageWhoseSignatureStartsWithZero(key);
        byte[] signature = key.sign(message);
        byte[] longer = new byte[signature.length + 1];
        System.arraycopy(signature, 0, longer, 1, signature.length);
        assertThat(key.publicKey().verify(message, signature)).contains(SignatureAlgorithm.RSA_PKCS1_SHA256);
        assertThat(key.publicKey().verify(message, Arrays.copyOfRange(signature, 1, signature.length)))
                .isEmpty();
        assertThat(key.publicKey().verify(message, longer)).isEmpty();
        assertThat(key.publicKey().verify(message, new byte[0])).isEmpty();
    }

    /** One in 256 does. */
    private static byte[] messageWhoseSignatureStartsWithZero(PrivateKey key) {
        for (int i = 0; i < 10_000; i++) {
            byte[] message = ByteBuffer.allocate(Integer.BYTES).putInt(i).array();
            if (key.sign(message)[0] == 0) {
                return message;
            }
        }
        throw new AssertionError("none of 10,000 signatures starts with a zero");
    }
}

package dev.immure.signing.internal.keys;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.signing.testing.Openssl;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Signatures by openssl, each judged by every key with every algorithm: good with one, and with no other. */
class ExactAlgorithmTest {
    private static final byte[] MESSAGE = "what is signed".getBytes(StandardCharsets.UTF_8);

    @TempDir
    static Path directory;

    private static Openssl openssl;

    @BeforeAll
    static void makeKeys() {
        openssl = new Openssl(directory);
        openssl.generate("p256", "EC", "-pkeyopt", "ec_paramgen_curve:P-256");
        openssl.generate("p384", "EC", "-pkeyopt", "ec_paramgen_curve:P-384");
        openssl.generate("p521", "EC", "-pkeyopt", "ec_paramgen_curve:P-521");
        openssl.generate("rsa", "RSA", "-pkeyopt", "rsa_keygen_bits:2048");
        openssl.generate("ed", "ED25519");
        openssl.write("message", MESSAGE);
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"ED25519", "ED25519PH"})
    void aSignatureIsGoodWithItsOwnAlgorithmAndItsOwnKeyOnly(SignatureAlgorithm algorithm) {
        byte[] signature = sign(algorithm);
        assertThat(goodWith(signature)).containsExactly(Map.entry(keyOf(algorithm), EnumSet.of(algorithm)));
        signature[signature.length - 1] ^= 1;
        assertThat(goodWith(signature)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"ED25519", "ED25519PH"})
    void theDigestStandsForTheMessage(SignatureAlgorithm algorithm) {
        byte[] signature = sign(algorithm);
        VerificationKey key = key(keyOf(algorithm));
        byte[] digest = algorithm.hash().orElseThrow().of(MESSAGE);
        assertThat(key.verifyHash(algorithm, digest, signature)).isTrue();
        assertThat(key.verifyHash(algorithm, MESSAGE, signature)).isFalse();
        digest[0] ^= 1;
        assertThat(key.verifyHash(algorithm, digest, signature)).isFalse();
    }

    @Test
    void pureEd25519TakesTheMessageAndNeverADigest() {
        openssl.run("pkeyutl", "-sign", "-rawin", "-inkey", "ed.pem", "-in", "message", "-out", "signature");
        byte[] signature = openssl.read("signature");
        assertThat(goodWith(signature)).containsExactly(Map.entry("ed", EnumSet.of(SignatureAlgorithm.ED25519)));
        assertThat(key("ed").verifyHash(SignatureAlgorithm.ED25519, MESSAGE, signature))
                .isFalse();
        assertThat(key("ed").verifyHash(SignatureAlgorithm.ED25519PH, Hash.SHA_512.of(MESSAGE), signature))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({"ECDSA_P256_SHA256, 32", "ECDSA_P384_SHA384, 48", "ECDSA_P521_SHA512, 66"})
    void joseTakesBothNumbersInFullWidthAndDerNever(SignatureAlgorithm algorithm, int width) {
        byte[] der = sign(algorithm);
        EcdsaDer.Pair pair = EcdsaDer.decode(der).orElseThrow();
        byte[] raw = new byte[2 * width];
        put(raw, width, pair.r().toByteArray());
        put(raw, 2 * width, pair.s().toByteArray());
        VerificationKey key = key(keyOf(algorithm));
        assertThat(key.verifyJose(algorithm, MESSAGE, raw)).isTrue();
        assertThat(key.verifyJose(algorithm, MESSAGE, der)).isFalse();
        assertThat(key.verify(algorithm, MESSAGE, raw)).isFalse();
        assertThat(key.verifyJose(algorithm, MESSAGE, new byte[2 * width])).isFalse();
        assertThat(key.verifyJose(algorithm, MESSAGE, new byte[0])).isFalse();
        assertThat(key("rsa").verifyJose(algorithm, MESSAGE, raw)).isFalse();
    }

    private static void put(byte[] raw, int end, byte[] number) {
        int from = number[0] == 0 ? 1 : 0;
        int length = number.length - from;
        System.arraycopy(number, from, raw, end - length, length);
    }

    /** Every pair of key and algorithm with which the signature is good. */
    private static Map<String, Set<SignatureAlgorithm>> goodWith(byte[] signature) {
        Map<String, Set<SignatureAlgorithm>> good = new TreeMap<>();
        for (String name : new String[] {"p256", "p384", "p521", "rsa", "ed"}) {
            for (SignatureAlgorithm algorithm : SignatureAlgorithm.values()) {
                if (key(name).verify(algorithm, MESSAGE, signature)) {
                    good.computeIfAbsent(name, absent -> EnumSet.noneOf(SignatureAlgorithm.class))
                            .add(algorithm);
                }
            }
        }
        return good;
    }

    private static byte[] sign(SignatureAlgorithm algorithm) {
        String key = keyOf(algorithm) + ".pem";
        String hash =
                "-" + algorithm.hash().orElseThrow().name().replace("_", "").toLowerCase(Locale.ROOT);
        if (algorithm.scheme() == SignatureAlgorithm.Scheme.RSA_PSS) {
            openssl.run(
                    "dgst",
                    hash,
                    "-sigopt",
                    "rsa_padding_mode:pss",
                    "-sigopt",
                    "rsa_pss_saltlen:digest",
                    "-sign",
                    key,
                    "-out",
                    "signature",
                    "message");
        } else {
            openssl.run("dgst", hash, "-sign", key, "-out", "signature", "message");
        }
        return openssl.read("signature");
    }

    private static String keyOf(SignatureAlgorithm algorithm) {
        return switch (algorithm.scheme()) {
            case ECDSA_P256 -> "p256";
            case ECDSA_P384 -> "p384";
            case ECDSA_P521 -> "p521";
            case ED25519 -> "ed";
            case RSA_PKCS1, RSA_PSS -> "rsa";
        };
    }

    private static VerificationKey key(String name) {
        return PublicKeys.parse(openssl.read(name + ".pub"), name);
    }
}

package dev.immure.signing.internal.keys;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.core.json.JsonException;
import dev.immure.core.json.JsonLimits;
import dev.immure.core.json.JsonObject;
import dev.immure.core.json.StrictJson;
import dev.immure.signing.testing.Vectors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.bouncycastle.asn1.pkcs.RSAPublicKey;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.crypto.params.RSAKeyParameters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Project Wycheproof's edge cases, each through the code that `immure verify` runs. None may be left out. */
class WycheproofTest {
    private static final JsonLimits LIMITS = new JsonLimits(64 << 20, 32, 1_000_000);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ecdsa_secp256r1_sha256_test.json",
                "ecdsa_secp384r1_sha384_test.json",
                "ecdsa_secp521r1_sha512_test.json",
                "ed25519_test.json"
            })
    void judgesEverySignatureAsExpected(String file) throws Exception {
        JsonObject vectors = read(file);
        int judged = 0;
        for (JsonObject group : vectors.objects("testGroups")) {
            VerificationKey key = PublicKeys.ofDer(hex(group, "publicKeyDer"), file);
            for (JsonObject test : group.objects("tests")) {
                boolean good = key.verify(hex(test, "msg"), hex(test, "sig")).isPresent();
                assertThat(good)
                        .as("%s, test %d", file, test.requireLong("tcId"))
                        .isEqualTo(expected(test));
                judged++;
            }
        }
        assertThat(judged).isEqualTo((int) vectors.requireLong("numberOfTests"));
    }

    @ParameterizedTest
    @CsvSource({
        "ecdsa_secp256r1_sha256_test.json, ECDSA_P256_SHA256",
        "ecdsa_secp384r1_sha384_test.json, ECDSA_P384_SHA384",
        "ecdsa_secp521r1_sha512_test.json, ECDSA_P521_SHA512",
        "ed25519_test.json, ED25519",
        "rsa_pss_2048_sha256_mgf1_32_test.json, RSA_PSS_SHA256",
        "rsa_pss_3072_sha256_mgf1_32_test.json, RSA_PSS_SHA256"
    })
    void judgesEverySignatureOfOneAlgorithmAsExpected(String file, SignatureAlgorithm algorithm) throws Exception {
        JsonObject vectors = read(file);
        int judged = 0;
        for (JsonObject group : vectors.objects("testGroups")) {
            VerificationKey key = PublicKeys.ofDer(hex(group, "publicKeyDer"), file);
            for (JsonObject test : group.objects("tests")) {
                assertThat(key.verify(algorithm, hex(test, "msg"), hex(test, "sig")))
                        .as("%s, test %d", file, test.requireLong("tcId"))
                        .isEqualTo(expected(test));
                judged++;
            }
        }
        assertThat(judged).isEqualTo((int) vectors.requireLong("numberOfTests"));
    }

    @Test
    void everySetIsJudged() throws IOException {
        try (Stream<Path> files = Files.list(Vectors.folder("wycheproof"))) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .hasSize(9)
                    .allMatch(name -> name.matches("(ecdsa|ed25519|rsa_pss|rsa_signature)_.*test\\.json"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "rsa_signature_2048_sha256_test.json",
                "rsa_signature_3072_sha256_test.json",
                "rsa_signature_4096_sha256_test.json"
            })
    void judgesEveryRsaSignatureAsExpected(String file) throws Exception {
        JsonObject vectors = read(file);
        int judged = 0;
        for (JsonObject group : vectors.objects("testGroups")) {
            RSAKeyParameters key = rsa(hex(group, "publicKeyDer"));
            for (JsonObject test : group.objects("tests")) {
                byte[] digest = Hash.SHA_256.of(hex(test, "msg"));
                boolean good = RsaPkcs1.verify(key, Hash.SHA_256, digest, hex(test, "sig"));
                assertThat(good)
                        .as("%s, test %d", file, test.requireLong("tcId"))
                        .isEqualTo(expected(test));
                judged++;
            }
        }
        assertThat(judged).isEqualTo((int) vectors.requireLong("numberOfTests"));
    }

    /** Two groups have the exponent 3, which PublicKeys refuses: the arithmetic is judged here, the key elsewhere. */
    private static RSAKeyParameters rsa(byte[] der) throws IOException {
        RSAPublicKey key =
                RSAPublicKey.getInstance(SubjectPublicKeyInfo.getInstance(der).parsePublicKey());
        return new RSAKeyParameters(false, key.getModulus(), key.getPublicExponent());
    }

    /** What is "acceptable" (a DigestInfo without its NULL) is refused here: one signature has one form. */
    private static boolean expected(JsonObject test) throws JsonException {
        return test.requireString("result").equals("valid");
    }

    private static JsonObject read(String file) throws Exception {
        Path path = Vectors.folder("wycheproof").resolve(file);
        return StrictJson.parseObject(Files.readAllBytes(path), LIMITS);
    }

    private static byte[] hex(JsonObject object, String name) throws JsonException {
        return HexFormat.of().parseHex(object.requireString(name));
    }
}

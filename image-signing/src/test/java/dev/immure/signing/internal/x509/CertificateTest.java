package dev.immure.signing.internal.x509;

import static dev.immure.signing.testing.TestCertificate.draft;
import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.core.image.Digest;
import dev.immure.signing.fault.CertificateFault;
import dev.immure.signing.testing.Faults;
import dev.immure.signing.testing.TestCertificate;
import dev.immure.signing.testing.Vectors;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.OtherName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CertificateTest {
    private static final ASN1ObjectIdentifier EXTRA = new ASN1ObjectIdentifier("1.2.3.4");

    @Test
    void aCertificateSaysWhatItWasMadeWith() {
        TestCertificate made =
                draft("C=US,ST=WA,O=corp\\, inc,CN=leaf").codeSigning().selfSigned();
        Certificate read = made.certificate();
        assertThat(read.subject()).isEqualTo("CN=leaf,O=corp\\, inc,ST=WA,C=US").isEqualTo(read.issuer());
        assertThat(read.subjectAttributes())
                .containsExactly(
                        new NameAttribute("2.5.4.6", "US"),
                        new NameAttribute("2.5.4.8", "WA"),
                        new NameAttribute("2.5.4.10", "corp, inc"),
                        new NameAttribute("2.5.4.3", "leaf"));
        assertThat(read.notBefore()).isEqualTo(TestCertificate.FROM);
        assertThat(read.notAfter()).isEqualTo(TestCertificate.UNTIL);
        assertThat(read.keyUses()).contains(Set.of(KeyUse.DIGITAL_SIGNATURE));
        assertThat(read.extendedUses()).contains(Set.of(LeafPurpose.CODE_SIGNING.oid()));
        assertThat(read.fingerprint()).isEqualTo(Digest.of(made.der()));
        assertThat(read.key().fingerprint())
                .isEqualTo(Digest.of(made.keys().getPublic().getEncoded()));
    }

    @Test
    void alternativeNamesAreReadByTheirKind() {
        GeneralNames names = new GeneralNames(new GeneralName[] {
            new GeneralName(GeneralName.rfc822Name, "a@b.example"),
            new GeneralName(GeneralName.uniformResourceIdentifier, "https://b.example/x"),
            new GeneralName(GeneralName.dNSName, "b.example"),
            new GeneralName(GeneralName.otherName, new OtherName(EXTRA, new DERUTF8String("me"))),
            new GeneralName(GeneralName.otherName, new OtherName(EXTRA, DERNull.INSTANCE)),
            new GeneralName(GeneralName.iPAddress, "10.0.0.1")
        });
        assertThat(named(names).certificate().alternativeNames())
                .containsExactly(
                        new AlternativeName.Email("a@b.example"),
                        new AlternativeName.Uri("https://b.example/x"),
                        new AlternativeName.Dns("b.example"),
                        new AlternativeName.Other("1.2.3.4", Optional.of("me")),
                        new AlternativeName.Other("1.2.3.4", Optional.empty()),
                        new AlternativeName.Unused(GeneralName.iPAddress));
    }

    /** CVE-2009-2408: some readers stop at it. */
    @Test
    void aNulInANameIsRefused() {
        for (int kind :
                new int[] {GeneralName.rfc822Name, GeneralName.dNSName, GeneralName.uniformResourceIdentifier}) {
            byte[] der =
                    named(new GeneralNames(new GeneralName(kind, "good\0evil"))).der();
            assertMalformed(der);
        }
    }

    private static TestCertificate named(GeneralNames names) {
        return draft("CN=x")
                .with(Extension.subjectAlternativeName, false, names)
                .selfSigned();
    }

    @Test
    void theSignedPartCanBeHadWithoutAnExtension() {
        TestCertificate with =
                draft("CN=x").codeSigning().with(EXTRA, false, DERNull.INSTANCE).selfSigned();
        byte[] without = with.certificate().signedPartWithout(EXTRA.getId());
        assertThat(without.length).isLessThan(with.certificate().signedPart().length);
        assertThat(new String(without, StandardCharsets.ISO_8859_1)).doesNotContain("\52\3\4");
        assertThat(with.certificate().signedPartWithout("1.2.3.5"))
                .isEqualTo(with.certificate().signedPart());
        assertThat(with.certificate().extension(EXTRA.getId()))
                .hasValueSatisfying(value -> assertThat(value).isEqualTo(new byte[] {5, 0}));
    }

    @Test
    void whatIsNotACertificateInDerIsRefused() {
        byte[] good = TestCertificate.root("CN=x").der();
        assertMalformed(new byte[0]);
        assertMalformed(new byte[] {0x30, 0});
        assertMalformed(Arrays.copyOf(good, good.length - 1));
        assertMalformed(Arrays.copyOf(good, good.length + 1));
        assertMalformed(indefinite(good));
    }

    /** The same certificate in BER: an outer length that is not told. */
    private static byte[] indefinite(byte[] der) {
        byte[] ber = new byte[der.length];
        System.arraycopy(der, 4, ber, 2, der.length - 4);
        ber[0] = 0x30;
        ber[1] = (byte) 0x80;
        return ber;
    }

    @Test
    void aHugeCertificateIsRefusedUnread() {
        assertThat(Faults.of(() -> Certificate.parse(new byte[Certificate.MAX_BYTES + 1], "huge"))
                        .code())
                .isEqualTo(CertificateFault.LIMIT);
    }

    private static void assertMalformed(byte[] der) {
        assertThat(Faults.of(() -> Certificate.parse(der, "test")).code()).isEqualTo(CertificateFault.MALFORMED);
    }

    @Test
    void aFileIsDerOrPemAndNothingElse() {
        TestCertificate one = TestCertificate.root("CN=one");
        TestCertificate two = TestCertificate.root("CN=two");
        assertThat(CertificateFiles.parse(one.der(), "f")).containsExactly(one.certificate());
        assertThat(CertificateFiles.parse(ascii(one.pem() + two.pem()), "f"))
                .containsExactly(one.certificate(), two.certificate());
        for (String wrong :
                List.of("", "invalid", "text\n" + one.pem(), one.pem().replace("CERTIFICATE", "X509 CRL"))) {
            assertThat(Faults.of(() -> CertificateFiles.parse(ascii(wrong), "f"))
                            .code())
                    .isEqualTo(CertificateFault.MALFORMED);
        }
        assertThat(Faults.of(() -> CertificateFiles.parse(ascii(one.pem().repeat(65)), "f"))
                        .code())
                .isEqualTo(CertificateFault.LIMIT);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @ParameterizedTest
    @ValueSource(strings = {"pem", "crt", "cer", "der"})
    void certificatesOfOtherPeopleAreRead(String extension) throws IOException {
        try (Stream<Path> files = Files.walk(Vectors.folder("notation"))) {
            List<Path> found = files.filter(file -> file.toString().endsWith("." + extension))
                    .filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
                    .filter(file -> !file.toString().contains("_SYMLINK"))
                    .toList();
            assertThat(found).isNotEmpty();
            for (Path file : found) {
                assertThat(CertificateFiles.parse(Files.readAllBytes(file), file.toString()))
                        .as(file.toString())
                        .isNotEmpty();
            }
        }
    }
}

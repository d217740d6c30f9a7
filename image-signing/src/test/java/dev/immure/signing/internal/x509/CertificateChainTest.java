package dev.immure.signing.internal.x509;

import static dev.immure.signing.testing.TestCertificate.NOW;
import static dev.immure.signing.testing.TestCertificate.draft;
import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.core.Fault;
import dev.immure.signing.fault.CertificateFault;
import dev.immure.signing.testing.Faults;
import dev.immure.signing.testing.TestCertificate;
import dev.immure.signing.testing.TestCertificate.Draft;
import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One good chain of three, and each rule broken alone. The JDK's validator is asked for a second opinion. */
class CertificateChainTest {
    private static final UnaryOperator<Draft> AS_IS = UnaryOperator.identity();

    /** The good chain, with a change to the certificate in the middle and to the leaf. */
    private record World(TestCertificate root, TestCertificate middle, TestCertificate leaf) {
        static World with(UnaryOperator<Draft> middle, UnaryOperator<Draft> leaf) {
            TestCertificate root = TestCertificate.root("CN=Root,O=corp");
            TestCertificate between =
                    middle.apply(draft("CN=Middle,O=corp").authority()).signedBy(root);
            return new World(
                    root,
                    between,
                    leaf.apply(draft("CN=leaf,O=corp").codeSigning()).signedBy(between));
        }

        CertificateChain find(Instant at) {
            return CertificateChain.find(
                    leaf.certificate(),
                    List.of(middle.certificate()),
                    List.of(root.certificate()),
                    at,
                    LeafPurpose.CODE_SIGNING);
        }

        Fault refused(Instant at) {
            return Faults.of(() -> find(at));
        }

        /** Signatures, validity, constraints and critical extensions; the JDK knows nothing of code signing. */
        boolean heldByTheJdk(Instant at) throws GeneralSecurityException {
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            List<X509Certificate> path = new ArrayList<>();
            for (TestCertificate each : List.of(leaf, middle)) {
                path.add((X509Certificate) factory.generateCertificate(new ByteArrayInputStream(each.der())));
            }
            X509Certificate anchor =
                    (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(root.der()));
            PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(anchor, null)));
            parameters.setRevocationEnabled(false);
            parameters.setDate(Date.from(at));
            try {
                CertPathValidator.getInstance("PKIX").validate(factory.generateCertPath(path), parameters);
                return true;
            } catch (java.security.cert.CertPathValidatorException e) {
                return false;
            }
        }
    }

    private static void refusedByBoth(CertificateFault code, World world) throws GeneralSecurityException {
        assertThat(world.refused(NOW).code()).isEqualTo(code);
        assertThat(world.heldByTheJdk(NOW)).isFalse();
    }

    @Test
    void aGoodChainHolds() throws GeneralSecurityException {
        World world = World.with(AS_IS, AS_IS);
        assertThat(world.find(NOW).certificates())
                .containsExactly(
                        world.leaf().certificate(),
                        world.middle().certificate(),
                        world.root().certificate());
        assertThat(world.heldByTheJdk(NOW)).isTrue();
    }

    @Test
    void theOrderOfTheIntermediatesIsOfNoMatter() {
        TestCertificate root = TestCertificate.root("CN=Root");
        TestCertificate one = root.intermediate("CN=One");
        TestCertificate two = one.intermediate("CN=Two");
        TestCertificate leaf = two.codeSigner("CN=leaf");
        List<Certificate> given = new ArrayList<>(List.of(two.certificate(), root.certificate(), one.certificate()));
        for (int i = 0; i < 3; i++) {
            Collections.rotate(given, 1);
            assertThat(CertificateChain.find(
                                    leaf.certificate(),
                                    given,
                                    List.of(root.certificate()),
                                    NOW,
                                    LeafPurpose.CODE_SIGNING)
                            .certificates())
                    .hasSize(4);
        }
    }

    @Test
    void aRootThatComesWithTheChainIsNotTrusted() {
        TestCertificate mine = TestCertificate.root("CN=Root,O=corp");
        TestCertificate theirs = TestCertificate.root("CN=Root,O=corp");
        Fault fault = Faults.of(() -> CertificateChain.find(
                theirs.codeSigner("CN=leaf").certificate(),
                List.of(theirs.certificate()),
                List.of(mine.certificate()),
                NOW,
                LeafPurpose.CODE_SIGNING));
        assertThat(fault.code()).isEqualTo(CertificateFault.UNTRUSTED);
    }

    @Test
    void aSelfSignedLeafCountsOnlyWhenItIsTrustedItself() {
        Certificate leaf = draft("CN=leaf").codeSigning().selfSigned().certificate();
        assertThat(CertificateChain.find(leaf, List.of(), List.of(leaf), NOW, LeafPurpose.CODE_SIGNING)
                        .anchor())
                .isEqualTo(leaf);
        Certificate other = TestCertificate.root("CN=leaf").certificate();
        assertThat(Faults.of(() -> CertificateChain.find(
                                leaf, List.of(leaf), List.of(other), NOW, LeafPurpose.CODE_SIGNING))
                        .code())
                .isEqualTo(CertificateFault.UNTRUSTED);
    }

    @Test
    void aChangedCertificateIsNotItsIssuers() throws GeneralSecurityException {
        World world = World.with(AS_IS, AS_IS);
        byte[] der = world.leaf().der();
        der[der.length - 1] ^= 1;
        Certificate changed = Certificate.parse(der, "changed");
        assertThat(Faults.of(() -> CertificateChain.find(
                                changed,
                                List.of(world.middle().certificate()),
                                List.of(world.root().certificate()),
                                NOW,
                                LeafPurpose.CODE_SIGNING))
                        .code())
                .isEqualTo(CertificateFault.UNTRUSTED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"2025-12-31T23:59:59Z", "2027-01-01T00:00:01Z"})
    void aMomentOutsideOfTheValidityIsRefused(Instant at) throws GeneralSecurityException {
        World world = World.with(AS_IS, AS_IS);
        assertThat(world.refused(at).code()).isEqualTo(CertificateFault.VALIDITY);
        assertThat(world.heldByTheJdk(at)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z"})
    void theFirstAndTheLastSecondCount(Instant at) throws GeneralSecurityException {
        World world = World.with(AS_IS, AS_IS);
        assertThat(world.find(at).leaf()).isEqualTo(world.leaf().certificate());
        assertThat(world.heldByTheJdk(at)).isTrue();
    }

    /** CVE-2026-24122. */
    @Test
    void anExpiredIntermediateIsRefusedThoughTheLeafIsValid() throws GeneralSecurityException {
        World world = World.with(draft -> draft.until(NOW.minusSeconds(1)), AS_IS);
        refusedByBoth(CertificateFault.VALIDITY, world);
        assertThat(world.refused(NOW).on()).contains("Middle");
    }

    @Test
    void anIssuerThatIsNoAuthorityIsRefused() throws GeneralSecurityException {
        refusedByBoth(
                CertificateFault.NOT_CA,
                World.with(draft -> draft.with(Extension.basicConstraints, true, new BasicConstraints(false)), AS_IS));
        refusedByBoth(CertificateFault.NOT_CA, World.with(draft -> draft.without(Extension.basicConstraints), AS_IS));
    }

    @Test
    void anIssuerWhoseKeyIsNotForCertificatesIsRefused() throws GeneralSecurityException {
        refusedByBoth(CertificateFault.NOT_CA, World.with(draft -> draft.uses(KeyUsage.digitalSignature), AS_IS));
    }

    @Test
    void anAuthorityMustSaySoCriticallyAndSayWhatItsKeyIsFor() {
        assertThat(World.with(draft -> draft.with(Extension.basicConstraints, false, new BasicConstraints(true)), AS_IS)
                        .refused(NOW)
                        .code())
                .isEqualTo(CertificateFault.NOT_CA);
        assertThat(World.with(draft -> draft.without(Extension.keyUsage), AS_IS)
                        .refused(NOW)
                        .code())
                .isEqualTo(CertificateFault.NOT_CA);
    }

    @Test
    void aPathLengthIsKept() {
        TestCertificate root = draft("CN=Root")
                .authority()
                .with(Extension.basicConstraints, true, new BasicConstraints(0))
                .selfSigned();
        TestCertificate middle = root.intermediate("CN=Middle");
        assertThat(CertificateChain.find(
                                root.codeSigner("CN=leaf").certificate(),
                                List.of(),
                                List.of(root.certificate()),
                                NOW,
                                LeafPurpose.CODE_SIGNING)
                        .certificates())
                .hasSize(2);
        assertThat(new World(root, middle, middle.codeSigner("CN=leaf"))
                        .refused(NOW)
                        .code())
                .isEqualTo(CertificateFault.NOT_CA);
    }

    @Test
    void anUnknownCriticalExtensionIsRefused() throws GeneralSecurityException {
        ASN1ObjectIdentifier oid = new ASN1ObjectIdentifier("1.2.3.4");
        refusedByBoth(CertificateFault.CRITICAL, World.with(draft -> draft.with(oid, true, DERNull.INSTANCE), AS_IS));
        refusedByBoth(CertificateFault.CRITICAL, World.with(AS_IS, draft -> draft.with(oid, true, DERNull.INSTANCE)));
        assertThat(World.with(draft -> draft.with(oid, false, DERNull.INSTANCE), AS_IS)
                        .find(NOW)
                        .certificates())
                .hasSize(3);
    }

    /** The extension that makes a precertificate useless (RFC 6962, 3.1). */
    @Test
    void aPrecertificateIsNoCertificate() {
        ASN1ObjectIdentifier poison = new ASN1ObjectIdentifier("1.3.6.1.4.1.11129.2.4.3");
        assertThat(World.with(AS_IS, draft -> draft.with(poison, true, DERNull.INSTANCE))
                        .refused(NOW)
                        .code())
                .isEqualTo(CertificateFault.CRITICAL);
    }

    @Test
    void constraintsOnNamesAreKept() throws GeneralSecurityException {
        UnaryOperator<Draft> middle = draft -> draft.with(
                Extension.nameConstraints,
                true,
                new NameConstraints(
                        new GeneralSubtree[] {
                            new GeneralSubtree(new GeneralName(new X500Name("O=corp"))),
                            new GeneralSubtree(new GeneralName(GeneralName.rfc822Name, "corp.example"))
                        },
                        null));
        UnaryOperator<Draft> inside = leaf -> mail(leaf, "a@corp.example");
        // The subject of the good chain ends in the organization, so it is not beneath it as names are ordered.
        World good = named("O=corp,CN=leaf", middle, inside);
        assertThat(good.heldByTheJdk(NOW)).isTrue();
        assertThat(good.find(NOW).certificates()).hasSize(3);
        refusedByBoth(CertificateFault.NAME, named("O=corp,CN=leaf", middle, leaf -> mail(leaf, "a@evil.example")));
        refusedByBoth(CertificateFault.NAME, named("O=evil,CN=leaf", middle, inside));
    }

    @Test
    void excludedNamesAreRefused() throws GeneralSecurityException {
        UnaryOperator<Draft> middle =
                draft -> draft.with(Extension.nameConstraints, true, new NameConstraints(null, new GeneralSubtree[] {
                    new GeneralSubtree(new GeneralName(GeneralName.dNSName, "evil.example"))
                }));
        refusedByBoth(
                CertificateFault.NAME,
                named("CN=leaf", middle, leaf -> names(leaf, new GeneralName(GeneralName.dNSName, "a.evil.example"))));
        assertThat(named("CN=leaf", middle, leaf -> names(leaf, new GeneralName(GeneralName.dNSName, "a.example")))
                        .find(NOW)
                        .certificates())
                .hasSize(3);
    }

    private static World named(String subject, UnaryOperator<Draft> middle, UnaryOperator<Draft> leaf) {
        World world = World.with(middle, AS_IS);
        return new World(
                world.root(),
                world.middle(),
                leaf.apply(draft(subject).codeSigning()).signedBy(world.middle()));
    }

    private static Draft mail(Draft draft, String address) {
        return names(draft, new GeneralName(GeneralName.rfc822Name, address));
    }

    private static Draft names(Draft draft, GeneralName name) {
        return draft.with(Extension.subjectAlternativeName, false, new GeneralNames(name));
    }

    @Test
    void sha1IsRefused() {
        Fault fault =
                World.with(AS_IS, draft -> draft.algorithm("SHA1withECDSA")).refused(NOW);
        assertThat(fault.code()).isEqualTo(CertificateFault.ALGORITHM);
        assertThat(fault.why()).contains("1.2.840.10045.4.1");
    }

    @Test
    void aWeakKeyAmongTheIssuersIsRefused() {
        assertThat(World.with(draft -> draft.keys(TestCertificate.rsa(1024)), AS_IS)
                        .refused(NOW)
                        .code())
                .isEqualTo(CertificateFault.KEY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"SHA256withRSA", "SHA384withRSA", "SHA512withRSA", "SHA256withRSAandMGF1"})
    void certificatesSignedWithRsaHold(String algorithm) throws GeneralSecurityException {
        World world = World.with(draft -> draft.keys(TestCertificate.rsa(2048)), draft -> draft.algorithm(algorithm));
        assertThat(world.find(NOW).certificates()).hasSize(3);
    }

    @Test
    void aCodeSignerIsForThatAndNoAuthority() {
        assertPurpose(draft -> draft.extended(false, KeyPurposeId.id_kp_serverAuth));
        assertPurpose(draft -> draft.without(Extension.extendedKeyUsage));
        assertPurpose(draft -> draft.extended(false, KeyPurposeId.id_kp_codeSigning, KeyPurposeId.anyExtendedKeyUsage));
        assertPurpose(draft -> draft.uses(KeyUsage.keyEncipherment));
        assertPurpose(Draft::authority);
    }

    private static void assertPurpose(UnaryOperator<Draft> leaf) {
        assertThat(World.with(AS_IS, leaf).refused(NOW).code()).isEqualTo(CertificateFault.PURPOSE);
    }

    @Test
    void aTimestamperIsForThatAloneAndCritically() {
        TestCertificate root = TestCertificate.root("CN=Root");
        assertThat(timestamper(root, draft("CN=tsa").timeStamping()).certificates())
                .hasSize(2);
        Draft notCritical = draft("CN=tsa").timeStamping().extended(false, KeyPurposeId.id_kp_timeStamping);
        Draft notAlone = draft("CN=tsa")
                .timeStamping()
                .extended(true, KeyPurposeId.id_kp_timeStamping, KeyPurposeId.id_kp_codeSigning);
        for (Draft wrong : List.of(notCritical, notAlone, draft("CN=tsa").codeSigning())) {
            assertThat(Faults.of(() -> timestamper(root, wrong)).code()).isEqualTo(CertificateFault.PURPOSE);
        }
    }

    private static CertificateChain timestamper(TestCertificate root, Draft leaf) {
        return CertificateChain.find(
                leaf.signedBy(root).certificate(),
                List.of(),
                List.of(root.certificate()),
                NOW,
                LeafPurpose.TIME_STAMPING);
    }

    @Test
    void anAuthorityForOtherUsesCannotIssueACodeSigner() {
        assertThat(World.with(draft -> draft.extended(false, KeyPurposeId.id_kp_timeStamping), AS_IS)
                        .refused(NOW)
                        .code())
                .isEqualTo(CertificateFault.NOT_CA);
    }

    @Test
    void aLongChainIsRefused() {
        TestCertificate root = TestCertificate.root("CN=Root");
        List<Certificate> between = new ArrayList<>();
        TestCertificate last = root;
        for (int i = 0; i < 8; i++) {
            last = last.intermediate("CN=Level " + i);
            between.add(last.certificate());
        }
        Certificate leaf = last.codeSigner("CN=leaf").certificate();
        assertThat(Faults.of(() -> CertificateChain.find(
                                leaf, between, List.of(root.certificate()), NOW, LeafPurpose.CODE_SIGNING))
                        .code())
                .isEqualTo(CertificateFault.UNTRUSTED);
    }

    /** Sixty certificates that have all issued each other: as many paths as there are permutations. */
    @Test
    void aThicketOfCertificatesIsGivenUp() {
        TestCertificate root = TestCertificate.root("CN=Root");
        TestCertificate one = draft("CN=One").authority().selfSigned();
        List<Certificate> thicket = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            thicket.add(
                    draft("CN=One").keys(one.keys()).authority().signedBy(one).certificate());
        }
        Certificate leaf = one.codeSigner("CN=leaf").certificate();
        assertThat(Faults.of(() -> CertificateChain.find(
                                leaf, thicket, List.of(root.certificate()), NOW, LeafPurpose.CODE_SIGNING))
                        .code())
                .isEqualTo(CertificateFault.LIMIT);
    }
}

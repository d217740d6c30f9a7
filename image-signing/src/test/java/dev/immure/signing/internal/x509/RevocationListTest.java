package dev.immure.signing.internal.x509;

import static dev.immure.signing.testing.TestCertificate.NOW;
import static dev.immure.signing.testing.TestCertificate.draft;
import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.core.Fault;
import dev.immure.signing.fault.CertificateFault;
import dev.immure.signing.testing.Faults;
import dev.immure.signing.testing.TestCertificate;
import dev.immure.signing.testing.TestRevocation;
import dev.immure.signing.testing.Vectors;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.DistributionPoint;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.IssuingDistributionPoint;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.ReasonFlags;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RevocationListTest {
    private final TestCertificate root = TestCertificate.root("CN=Root");
    private final TestCertificate signer = draft("CN=signer")
            .codeSigning()
            .with(Extension.cRLDistributionPoints, false, new CRLDistPoint(new DistributionPoint[] {
                new DistributionPoint(name("http://crl.example/a"), null, null)
            }))
            .signedBy(root);

    private static DistributionPointName name(String uri) {
        return new DistributionPointName(new GeneralNames(new GeneralName(GeneralName.uniformResourceIdentifier, uri)));
    }

    private RevocationState state(RevocationList... lists) {
        return state(NOW, lists);
    }

    private RevocationState state(Instant at, RevocationList... lists) {
        return new RevocationLists(List.of(lists)).stateOf(signer.certificate(), root.certificate(), at);
    }

    private static void assertUnknown(RevocationState state, String why) {
        assertThat(state)
                .isInstanceOfSatisfying(
                        RevocationState.Unknown.class,
                        unknown -> assertThat(unknown.why()).contains(why));
    }

    @Test
    void aListSaysWhoIsRevokedAndWhoIsNot() {
        TestCertificate other = root.codeSigner("CN=other");
        assertThat(state(new TestRevocation(root).revoke(other, NOW).list())).isEqualTo(new RevocationState.Good());
        assertThat(state(new TestRevocation(root).revoke(signer, NOW).list()))
                .isEqualTo(new RevocationState.Revoked(NOW));
    }

    @Test
    void pemIsReadAsWellAsDer() {
        byte[] der = new TestRevocation(root).revoke(signer, NOW).der();
        String pem = "-----BEGIN X509 CRL-----\n" + Base64.getMimeEncoder().encodeToString(der)
                + "\n-----END X509 CRL-----\n";
        assertThat(state(RevocationList.parse(pem.getBytes(StandardCharsets.US_ASCII), "list")))
                .isEqualTo(new RevocationState.Revoked(NOW));
    }

    @Test
    void oneListThatRevokesIsEnough() {
        RevocationList clean = new TestRevocation(root).list();
        RevocationList revoking = new TestRevocation(root).revoke(signer, NOW).list();
        assertThat(state(clean, revoking)).isEqualTo(new RevocationState.Revoked(NOW));
    }

    @Test
    void aListCountsOnlyWhileItIsInForce() {
        RevocationList list = new TestRevocation(root, NOW, NOW.plusSeconds(100)).list();
        assertThat(state(NOW, list)).isEqualTo(new RevocationState.Good());
        assertUnknown(state(NOW.minusSeconds(1), list), "is from");
        assertUnknown(state(NOW.plusSeconds(100), list), "was replaced");
    }

    @Test
    void aListOfSomebodyElseSaysNothing() {
        TestCertificate theirs = TestCertificate.root("CN=Root");
        assertUnknown(
                state(RevocationList.parse(new TestRevocation(root).signedBy(theirs), "list")), "is not signed by");
        assertUnknown(state(new TestRevocation(TestCertificate.root("CN=Else")).list()), "no list");
        assertUnknown(state(), "no list");
    }

    @Test
    void anIssuerWhoseKeyIsNotForListsHasNone() {
        TestCertificate mute =
                draft("CN=Mute").authority().uses(KeyUsage.keyCertSign).selfSigned();
        TestCertificate leaf = mute.codeSigner("CN=leaf");
        RevocationList list = new TestRevocation(mute).list();
        assertUnknown(
                new RevocationLists(List.of(list)).stateOf(leaf.certificate(), mute.certificate(), NOW),
                "not for signing lists");
    }

    @Test
    void whoNamesNoPlaceForItCannotBeRevoked() {
        TestCertificate plain = root.codeSigner("CN=plain");
        assertThat(RevocationLists.NONE.stateOf(plain.certificate(), root.certificate(), NOW))
                .isEqualTo(new RevocationState.NotRevocable());
        assertThat(access(AccessDescription.id_ad_caIssuers)).isEqualTo(new RevocationState.NotRevocable());
        assertUnknown(access(AccessDescription.id_ad_ocsp), "no list");
    }

    private RevocationState access(ASN1ObjectIdentifier method) {
        GeneralName place = new GeneralName(GeneralName.uniformResourceIdentifier, "http://ca.example");
        TestCertificate leaf = draft("CN=x")
                .codeSigning()
                .with(Extension.authorityInfoAccess, false, new AuthorityInformationAccess(method, place))
                .signedBy(root);
        return RevocationLists.NONE.stateOf(leaf.certificate(), root.certificate(), NOW);
    }

    @Test
    void aListForOtherCertificatesSaysNothing() {
        assertUnknown(state(scoped(point(null, false, true))), "no list");
        assertThat(state(scoped(point(null, true, false)))).isEqualTo(new RevocationState.Good());
        assertThat(state(scoped(point(name("http://crl.example/a"), false, false))))
                .isEqualTo(new RevocationState.Good());
        assertUnknown(state(scoped(point(name("http://crl.example/b"), false, false))), "no list");
    }

    private static IssuingDistributionPoint point(
            @Nullable DistributionPointName name, boolean users, boolean authorities) {
        return new IssuingDistributionPoint(name, users, authorities, null, false, false);
    }

    private RevocationList scoped(IssuingDistributionPoint point) {
        return RevocationList.parse(with(Extension.issuingDistributionPoint, point), "list");
    }

    private byte[] with(ASN1ObjectIdentifier oid, ASN1Encodable value) {
        return new TestRevocation(root)
                .with(builder -> {
                    try {
                        builder.addExtension(oid, true, value);
                    } catch (IOException e) {
                        throw new AssertionError(e);
                    }
                })
                .der();
    }

    @Test
    void kindsOfListsThatAreNotUnderstoodAreRefused() {
        assertThat(refused(with(Extension.deltaCRLIndicator, new ASN1Integer(BigInteger.ONE)))
                        .why())
                .contains("changed since another list");
        assertThat(refused(with(new ASN1ObjectIdentifier("1.2.3.4"), DERNull.INSTANCE))
                        .why())
                .contains("1.2.3.4");
        assertThat(refused(with(
                                Extension.issuingDistributionPoint,
                                new IssuingDistributionPoint(null, false, false, null, true, false)))
                        .why())
                .contains("other issuers");
        assertThat(refused(with(
                                Extension.issuingDistributionPoint,
                                new IssuingDistributionPoint(
                                        null, false, false, new ReasonFlags(ReasonFlags.keyCompromise), false, false)))
                        .why())
                .contains("some reasons");
    }

    @Test
    void whatIsNoListIsRefused() {
        byte[] good = new TestRevocation(root).der();
        refused(new byte[0]);
        refused(Arrays.copyOf(good, good.length - 1));
        refused(Arrays.copyOf(good, good.length + 1));
        refused(root.der());
        refused(root.pem().getBytes(StandardCharsets.US_ASCII));
        refused(new byte[RevocationList.MAX_BYTES + 1]);
    }

    private static Fault refused(byte[] list) {
        Fault fault = Faults.of(() -> RevocationList.parse(list, "list"));
        assertThat(fault.code()).isEqualTo(CertificateFault.CRL);
        return fault;
    }

    @Test
    void listsOfOtherPeopleAreReadOrRefusedForWhatTheyAre() throws IOException {
        byte[] complete =
                Files.readAllBytes(Vectors.folder("notation").resolve("core-crl/crlWithMultipleFreshestCRLs.crl"));
        byte[] delta = Files.readAllBytes(Vectors.folder("notation").resolve("core-crl/delta.crl"));
        assertThat(RevocationList.parse(complete, "complete")).isNotNull();
        assertThat(refused(delta).why()).contains("changed since another list");
    }
}

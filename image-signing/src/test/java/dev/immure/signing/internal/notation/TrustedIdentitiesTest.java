package dev.immure.signing.internal.notation;

import static dev.immure.signing.testing.TestCertificate.draft;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.immure.signing.internal.x509.Certificate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrustedIdentitiesTest {
    private static final Certificate SIGNER = draft("C=US,ST=WA,L=Seattle,O=corp\\, inc,OU=a,CN=x")
            .codeSigning()
            .selfSigned()
            .certificate();

    private static boolean includes(String identity, Certificate signer) {
        return TrustedIdentities.parse(List.of(identity)).include(signer);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "*",
                "x509.subject: C=US, ST=WA, O=corp\\, inc",
                "x509.subject:O=corp\\, inc,ST=WA,C=US",
                "x509.subject: CN=x, OU=a, O=corp\\, inc, L=Seattle, ST=WA, C=US"
            })
    void everyAttributeThatIsNamedMustBeInTheSubject(String identity) {
        assertThat(includes(identity, SIGNER)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x509.subject: C=US, ST=WA, O=corp",
                "x509.subject: C=US, ST=WA, O=Corp\\, inc",
                "x509.subject: C=US, ST=WA, O=corp\\, inc, CN=y",
                "x509.subject: C=US, ST=WA, O=corp\\, inc, UID=x"
            })
    void oneThatDiffersIsEnoughForANo(String identity) {
        assertThat(includes(identity, SIGNER)).isFalse();
    }

    /** Which of two organizations is meant? */
    @Test
    void anAttributeThatTheSubjectHasTwiceIsNoMatch() {
        Certificate twice =
                draft("C=US,ST=WA,O=corp,O=evil").codeSigning().selfSigned().certificate();
        assertThat(includes("x509.subject: C=US, ST=WA, O=corp", twice)).isFalse();
        assertThat(includes("x509.subject: C=US, ST=WA, O=evil", twice)).isFalse();
    }

    /** CVE-2023-25656: such a name in a certificate made notation run out of memory; here it is a text like others. */
    @Test
    void aSubjectWithEqualsAndHashIsAText() {
        Certificate bad = draft("C=US,ST=WA,O=corp,CN=Bad\\=\\#CN")
                .codeSigning()
                .selfSigned()
                .certificate();
        assertThat(includes("x509.subject: C=US, ST=WA, O=corp", bad)).isTrue();
        assertThat(includes("x509.subject: C=US, ST=WA, O=corp, CN=Bad\\=\\#CN", bad))
                .isTrue();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "x509.subject: C=US, ST=WA, O=#0401 | encoded form",
                "x509.subject: C=US, ST=WA, O= #0401 | encoded form",
                "x509.subject: C=US, ST=WA | has no O",
                "x509.subject: C=US, C=US, ST=WA, O=x | twice",
                "x509.subject: C=US, ST=WA, O= | empty",
                "x509.subject: C=US, ST=WA, O=a+OU=b | not escaped",
                "x509.subject: C=US, ST=WA, O=a;b | not escaped",
                "x509.subject: C=US, ST=WA, O=a\\ | backslash",
                "x509.subject: C=US, ST=WA, O=a\\z | backslash",
                "x509.subject: C=US, ST=WA, O=a, | not one of",
                "x509.subject: C=US, ST=WA, O=a, X=b | not one of",
                "x509.subject: | not one of",
                "x509.issuer: C=US, ST=WA, O=a | neither",
                "C=US, ST=WA, O=a | neither"
            })
    void anIdentityThatIsNotWrittenAsItMustIsRefused(String identity, String why) {
        assertThatThrownBy(() -> TrustedIdentities.parse(List.of(identity)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(why);
    }

    @Test
    void spacesCountWhenTheyAreEscaped() {
        Certificate spaced =
                draft("C=US,ST=WA,O=corp\\ ").codeSigning().selfSigned().certificate();
        assertThat(includes("x509.subject: C=US, ST=WA, O=corp\\ ", spaced)).isTrue();
        assertThat(includes("x509.subject: C=US, ST=WA, O=corp ", spaced)).isFalse();
    }

    @Test
    void aListThatNobodyCouldMeanIsRefused() {
        for (List<String> list : List.of(
                List.<String>of(),
                List.of("*", "x509.subject: C=US, ST=WA, O=a"),
                List.of("x509.subject: C=US, ST=WA, O=a", "x509.subject: C=US, ST=WA, O=a, OU=b"),
                List.of("x509.subject: C=US, ST=WA, O=a", "x509.subject: O=a, ST=WA, C=US"),
                List.of("x509.subject: C=US, ST=WA, O=" + "a".repeat(1025)))) {
            assertThatThrownBy(() -> TrustedIdentities.parse(list)).isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(TrustedIdentities.parse(
                                List.of("x509.subject: C=US, ST=WA, O=a, OU=b", "x509.subject: C=US, ST=WA, O=a, OU=c"))
                        .texts())
                .hasSize(2);
    }
}

package dev.immure.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * S16 (CVE-2024-23332): an old image is as validly signed as on its first day, so how old or which version is too old is
 * for the policy to say.
 */
class OldImageTest {
    private static final String VERSION = "org.opencontainers.image.version";
    private static final String RULES = """
            rule "AGE-001 any verified image" when ImageFacts( verification == "verified" )
            then decision.permit("ANY", "a verified image"); end
            rule "AGE-002 built since June 2026"
            when ImageFacts( created not matches "2026-(0[6-9]|1[0-2])-.*|20(2[7-9]|[3-9][0-9])-.*", $created : created )
            then decision.deny("TOO-OLD", "built {}", $created); end
            rule "AGE-003 from version 1.4 on"
            when ImageFacts( labels["org.opencontainers.image.version"] not matches "1\\\\.([4-9]|[1-9][0-9]+)(\\\\..*)?|[2-9]\\\\..*" )
            then decision.deny("OLD-VERSION", "older than 1.4"); end
            """;

    @ParameterizedTest
    @CsvSource({
        "2026-06-01T00:00:00Z, 1.4.0, ''",
        "2031-01-01T00:00:00Z, 2.0, ''",
        "2026-05-31T23:59:59Z, 1.10, TOO-OLD",
        "'', 1.4, TOO-OLD",
        "2026-06-01T00:00:00Z, 1.3.9, OLD-VERSION",
        "2026-06-01T00:00:00Z, '', OLD-VERSION",
    })
    void anImageThatIsTooOldIsDeniedHoweverWellItIsSigned(String created, String version, String denied) {
        ImageFacts good = Inputs.image(ImageFacts.VERIFIED);
        ImageFacts image = new ImageFacts(
                good.reference(),
                good.name(),
                good.manifest(),
                version.isEmpty() ? Map.of() : Map.of(VERSION, version),
                good.user(),
                good.entrypoint(),
                created,
                good.layers(),
                good.sizeBytes(),
                good.platform(),
                good.verification());
        PolicyDecision decision =
                Policies.decide(RULES, Inputs.valid().image(image).build());
        assertThat(Policies.codes(decision)).isEqualTo(denied.isEmpty() ? List.of() : List.of(denied));
    }
}

package dev.immure.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.policy.internal.model.Pattern;
import dev.immure.policy.internal.model.SourceLine;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SourceLinesTest {
    private static final String RULE = """
            package policy;

            // The answer of explain and lint points into this text.
            rule "ABC-001 lines"
            when
                ImageFacts( verification == "verified",
                            $name : name,
                            platform != "linux/arm64" )
                not ( MountRequest( readOnly ) and
                      NetworkRequest(
                          mode == "none" ) )
                ( CapabilityRequest( name == "CAP_KILL" ) or
                  Clock( hour < 8 ||
                         hour > 18 ) )
            then
                decision.deny("D", "{}", $name);
            end
            """;

    @Test
    void everyPatternAndEveryConditionKnowsItsLine() {
        List<Pattern> patterns = Policies.compile(RULE).policy().rules().getFirst().branches().stream()
                .flatMap(branch -> branch.patterns())
                .toList();
        assertThat(patterns.stream().map(pattern -> pattern.type().name() + lines(pattern)))
                .containsExactly(
                        "ImageFacts 6 [6, 8]",
                        "MountRequest 9 [9]",
                        "NetworkRequest 10 [11]",
                        "CapabilityRequest 12 [12]",
                        "ImageFacts 6 [6, 8]",
                        "MountRequest 9 [9]",
                        "NetworkRequest 10 [11]",
                        "Clock 13 [13]");
    }

    private static String lines(Pattern pattern) {
        assertThat(Stream.concat(Stream.of(pattern.at()), pattern.lines().stream()))
                .extracting(SourceLine::file)
                .containsOnly("test.drl");
        return " " + pattern.at().line() + " "
                + pattern.lines().stream().map(SourceLine::line).toList();
    }
}

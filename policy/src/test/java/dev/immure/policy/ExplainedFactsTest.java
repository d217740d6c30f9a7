package dev.immure.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.policy.explain.Change;
import dev.immure.policy.explain.Explainer;
import dev.immure.policy.explain.SearchBounds;
import dev.immure.policy.internal.model.FactType;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** No fact type is forgotten where explain looks for changes: of each, more or less of it turns a decision. */
class ExplainedFactsTest {
    private static final SearchBounds ONE = new SearchBounds(5_000, Duration.ofSeconds(30), 1);

    @Test
    void aFactOfEachTypeOfWhichThereCanBeSeveralIsMissedAndMadeUp() {
        List<String> types = Facts.SCHEMA.types().values().stream()
                .filter(type -> type.most() > 1)
                .map(FactType::name)
                .filter(name -> !name.equals("Parameter"))
                .sorted()
                .toList();
        assertThat(types).hasSizeGreaterThan(5);
        PolicyInput without = Inputs.valid().signatures().build();
        for (String type : types) {
            String drl = "rule \"DEN-001 no\" when not " + type + "() then decision.deny(\"NO\", \"no\"); end\n"
                    + Policies.PERMIT;
            Explainer explainer = new Explainer(Policies.compile(drl), new SplittableRandom(1), ONE);
            assertThat(explainer.explain(without).nearest().changes())
                    .as(type)
                    .singleElement()
                    .extracting(Change::kind)
                    .isEqualTo(Change.Kind.ADD);
        }
    }
}

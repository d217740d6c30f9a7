package dev.immure.cli.serve.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BoundedTest {
    @Test
    void laterValuesAreOne() {
        Bounded values = new Bounded(2);

        assertThat(values.value("a")).isEqualTo("a");
        assertThat(values.value("b")).isEqualTo("b");
        assertThat(values.value("c")).isEqualTo(Bounded.OTHER);
        assertThat(values.value("a")).isEqualTo("a");
    }
}

package dev.immure.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RememberedTest {
    private final List<String> computed = new ArrayList<>();
    private final Remembered<String, Integer> lengths = new Remembered<>(2);

    @Test
    void theSameQuestionIsComputedOnce() {
        assertThat(length("four")).isEqualTo(4);
        assertThat(length("four")).isEqualTo(4);
        assertThat(computed).containsExactly("four");
    }

    @Test
    void whatWasAskedForLongestAgoGoesFirst() {
        length("a");
        length("bb");
        length("a");
        length("ccc");
        length("a");
        assertThat(computed).containsExactly("a", "bb", "ccc");
        length("bb");
        assertThat(computed).containsExactly("a", "bb", "ccc", "bb");
    }

    @Test
    void aFailureIsComputedAgain() {
        assertThatThrownBy(() -> lengths.get("x", this::fail)).isInstanceOf(IllegalStateException.class);
        assertThat(length("x")).isEqualTo(1);
    }

    @Test
    void nothingCanBeKeptInNoPlace() {
        assertThatThrownBy(() -> new Remembered<String, String>(0)).hasMessage("at least one result is kept, not 0");
    }

    private int length(String text) {
        return lengths.get(text, key -> {
            computed.add(key);
            return key.length();
        });
    }

    private Integer fail(String key) {
        throw new IllegalStateException(key);
    }
}

package dev.immure.core.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StrictYamlTest {
    @Test
    void readsMappingsListsAndScalars() throws MalformedYaml {
        Node node = read("a: text\nb: [1, true]\n");
        assertThat(node)
                .isEqualTo(new Node.Mapping(
                        1,
                        Map.of(
                                "a",
                                new Node.Text(1, "text"),
                                "b",
                                new Node.Sequence(2, List.of(new Node.Whole(2, 1), new Node.Flag(2, true))))));
    }

    @Test
    void keepsTheTextOfABlock() throws MalformedYaml {
        Node.Mapping node = (Node.Mapping) read("pem: |\n  one\n  two\n");
        assertThat(node.fields().get("pem")).isEqualTo(new Node.Text(1, "one\ntwo\n"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a: 1\\na: 2 | stands twice",
                "a: {b: 1, b: 2} | stands twice",
                "a: &x 1\\nb: *x | anchor",
                "a: *x | anchor",
                "a: &x y\\nb: {*x : 1} | not well-formed",
                "&x a: 1 | anchor",
                "a: &x [1]\\nb: *x | anchor",
                "a: !!binary AAAA | tag",
                "a: !java.net.URL [x] | tag",
                "!!map {a: 1} | tag",
                "a: 1\\n---\\nb: 2 | follows the end",
                "a: [1 | not well-formed",
                "a: \\tb: c | not well-formed",
                "a\\n: | not well-formed",
                "[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]] | limit",
                "{a: {a: {a: {a: {a: {a: {a: {a: {a: {a: {a: {a: {a: {a: {a: {a: {a: 1}}}}}}}}}}}}}}}}} | limit"
            })
    void refuses(String yaml, String why) {
        assertThatThrownBy(() -> read(yaml.replace("\\n", "\n").replace("\\t", "\t")))
                .isInstanceOf(MalformedYaml.class)
                .hasMessageContaining(why);
    }

    @Test
    void refusesTheBillionLaughs() {
        StringBuilder yaml = new StringBuilder("a0: &a0 [x, x]\n");
        for (int i = 1; i < 30; i++) {
            yaml.append("a%d: &a%d [*a%d, *a%d]%n".formatted(i, i, i - 1, i - 1));
        }
        assertThatThrownBy(() -> read(yaml.toString())).hasMessageContaining("anchor");
    }

    @Test
    void refusesNothingAtAll() {
        assertThatThrownBy(() -> read("")).hasMessageContaining("empty");
        assertThatThrownBy(() -> read("# a remark\n")).hasMessageContaining("empty");
    }

    @Test
    void refusesBytesThatAreNotUtf8() {
        assertThatThrownBy(() -> StrictYaml.read(new byte[] {'a', ':', ' ', (byte) 0xff}))
                .hasMessageContaining("UTF-8");
    }

    @Test
    void doesNotComputeHugeNumbers() throws MalformedYaml {
        assertThat(read("[1e400000, 99999999999999999999]"))
                .isEqualTo(new Node.Sequence(
                        1,
                        List.of(
                                new Node.Other(1, "a number that is not whole"),
                                new Node.Other(1, "a number out of range"))));
    }

    @Test
    void doesNotGuessWhetherANumberIsOctal() throws MalformedYaml {
        assertThat(read("[0, 010, -07, 00]"))
                .isEqualTo(new Node.Sequence(
                        1,
                        List.of(
                                new Node.Whole(1, 0),
                                new Node.Other(1, "a number that begins with a zero"),
                                new Node.Other(1, "a number that begins with a zero"),
                                new Node.Other(1, "a number that begins with a zero"))));
    }

    private static Node read(String yaml) throws MalformedYaml {
        return StrictYaml.read(yaml.getBytes(StandardCharsets.UTF_8));
    }
}

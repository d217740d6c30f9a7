package dev.immure.policy.test;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.xml.sax.SAXException;

class JunitXmlTest {
    @TempDir
    private Path directory;

    @Test
    void anyNameIsWellFormedAndReadAsItWas() throws IOException, ParserConfigurationException, SAXException {
        TestRun run = Suites.run(directory, """
                scenarios:
                  - name: "<&\\"'>\\ttab\\nline \\x01 \\u202e \\U0001F600 \\uFFFE"
                    expect: {decision: permit}
                  - name: fails
                    expect: {decision: deny, reasons: ["<]]>&\\x1b"]}
                """);
        Document document = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(JunitXml.of(run)));

        Element root = document.getDocumentElement();
        assertThat(root.getAttribute("tests")).isEqualTo("2");
        assertThat(root.getAttribute("failures")).isEqualTo("1");
        Element first = (Element) document.getElementsByTagName("testcase").item(0);
        assertThat(first.getAttribute("name")).isEqualTo("<&\"'>\ttab\nline \ufffd \u202e \ud83d\ude00 \ufffd");
        assertThat(first.getAttribute("classname")).isEqualTo("tests/a_test.yaml");
        assertThat(first.getElementsByTagName("failure").getLength()).isZero();
        Element failure = (Element) document.getElementsByTagName("failure").item(0);
        assertThat(failure.getAttribute("message"))
                .isEqualTo("the decision is permit, not deny; the reasons are SIGNED, not <]]>&\ufffd");
    }
}

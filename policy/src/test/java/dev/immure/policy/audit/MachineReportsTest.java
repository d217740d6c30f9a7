package dev.immure.policy.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.core.json.JsonException;
import dev.immure.core.json.JsonLimits;
import dev.immure.core.json.JsonObject;
import dev.immure.core.json.StrictJson;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/** What other programs read: SARIF and JUnit. */
class MachineReportsTest {
    private static JsonObject sarif() throws JsonException {
        return StrictJson.parseObject(SarifReport.of(Summaries.every(), "0.1"), new JsonLimits(1 << 20, 20, 10_000));
    }

    /** What SARIF 2.1.0 says shall be there: sections 3.13, 3.14, 3.18, 3.19, 3.27, 3.28, 3.29, 3.49. */
    @Test
    void theLogHasWhatSarifAsksFor() throws JsonException {
        assertThat(sarif().requireString("version")).isEqualTo("2.1.0");
        assertThat(sarif().objects("runs")).hasSize(1);
        JsonObject run = sarif().objects("runs").getFirst();
        JsonObject driver = run.requireObject("tool").requireObject("driver");
        assertThat(driver.requireString("name")).isNotBlank();
        List<JsonObject> rules = driver.objects("rules");
        assertThat(rules)
                .extracting(rule -> rule.requireString("id"))
                .doesNotHaveDuplicates()
                .hasSize(3);
        for (JsonObject result : run.objects("results")) {
            int index = Math.toIntExact(result.requireLong("ruleIndex"));
            assertThat(rules.get(index).requireString("id")).isEqualTo(result.requireString("ruleId"));
            assertThat(result.requireObject("message").requireString("text")).isNotBlank();
            assertThat(Set.of("none", "note", "warning", "error")).contains(result.requireString("level"));
            assertThat(Set.of("new", "unchanged", "updated", "absent")).contains(result.requireString("baselineState"));
            JsonObject location = result.objects("locations").getFirst();
            JsonObject physical = location.requireObject("physicalLocation");
            String base = physical.requireObject("artifactLocation").requireString("uriBaseId");
            assertThat(run.requireObject("originalUriBaseIds").has(base)).isTrue();
            assertThat(physical.requireObject("artifactLocation").requireString("uri"))
                    .matches("[A-Za-z0-9._~%/-]+");
            assertThat(physical.requireObject("region").requireLong("startLine"))
                    .isPositive();
        }
        assertThat(run.objects("invocations").getFirst().bool("executionSuccessful"))
                .contains(true);
    }

    @TempDir
    private Path directory;

    @Test
    void theLogFitsTheSchemaOfSarif() throws IOException, InterruptedException {
        SarifSchema.assertFits(directory, SarifReport.of(Summaries.every(), "0.1"));
        SarifSchema.assertFits(directory, SarifReport.of(Summaries.at("table.xlsx!Sheet1!A7"), "0.1"));
    }

    /** Else the test above could not fail. */
    @Test
    void theSchemaSeesWhatDoesNotFit() throws IOException, InterruptedException {
        String log = new String(SarifReport.of(Summaries.every(), "0.1"), StandardCharsets.UTF_8);
        assertThat(log).contains("\"level\":\"error\"");
        assertThat(SarifSchema.errors(
                        directory,
                        log.replace("\"level\":\"error\"", "\"level\":\"fatal\"")
                                .getBytes(StandardCharsets.UTF_8)))
                .contains(".level should be equal to one of the allowed values");
    }

    @Test
    void aRuleOfAWorkbookHasItsFileAndRow() throws JsonException {
        JsonObject place = run(Summaries.at("table.xlsx!Sheet1!A7"))
                .objects("results")
                .getFirst()
                .objects("locations")
                .getFirst()
                .requireObject("physicalLocation");
        assertThat(place.requireObject("artifactLocation").requireString("uri")).isEqualTo("table.xlsx");
        assertThat(place.requireObject("region").requireLong("startLine")).isEqualTo(7);
    }

    /** SARIF 2.1.0, section 3.11.6. */
    @Test
    void whateverAnImageIsCalledItIsNoLink() throws JsonException {
        assertThat(sarif().objects("runs")
                        .getFirst()
                        .objects("results")
                        .get(1)
                        .requireObject("message")
                        .requireString("text"))
                .contains("[look\\](javascript:")
                .doesNotContain("[look](");
    }

    private static JsonObject run(AuditSummary summary) throws JsonException {
        return StrictJson.parseObject(SarifReport.of(summary, "0.1"), new JsonLimits(1 << 20, 20, 10_000))
                .objects("runs")
                .getFirst();
    }

    @Test
    void aResultIsNewUnchangedOrAbsent() throws JsonException {
        List<JsonObject> results = sarif().objects("runs").getFirst().objects("results");
        assertThat(results)
                .extracting(result -> result.requireObject("properties").requireString("launch") + " "
                        + result.requireString("baselineState"))
                .containsExactly("run-1 new", "run-2 new", "run-3 absent", "run-7 unchanged");
    }

    @Test
    void aLaunchThatWasNotReplayedIsNotified() throws JsonException {
        List<JsonObject> notes = sarif().objects("runs")
                .getFirst()
                .objects("invocations")
                .getFirst()
                .objects("toolExecutionNotifications");
        assertThat(notes).hasSize(1);
        assertThat(notes.getFirst().requireObject("message").requireString("text"))
                .contains("run-5")
                .contains("no facts were recorded");
    }

    @Test
    void controlsAreTagsOfTheirRules() throws JsonException {
        JsonObject rule = sarif().objects("runs")
                .getFirst()
                .requireObject("tool")
                .requireObject("driver")
                .objects("rules")
                .get(1);
        assertThat(rule.requireObject("properties").strings("tags")).containsExactly("CIS-DI-5.5");
    }

    @Test
    void junitCountsWhatItHolds() throws Exception {
        Document document = DocumentBuilderFactory.newDefaultNSInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(JunitReport.of(Summaries.every())));
        Element suite = (Element) document.getElementsByTagName("testsuite").item(0);
        assertThat(suite.getAttribute("tests")).isEqualTo("7");
        assertThat(document.getElementsByTagName("testcase").getLength()).isEqualTo(7);
        assertThat(suite.getAttribute("failures")).isEqualTo("4");
        assertThat(document.getElementsByTagName("failure").getLength()).isEqualTo(4);
        assertThat(suite.getAttribute("errors")).isEqualTo("1");
        assertThat(((Element) document.getElementsByTagName("error").item(0)).getAttribute("message"))
                .isEqualTo("not replayed: no facts were recorded");
    }

    @Test
    void hostileNamesStayTextInXml() throws Exception {
        Document document = DocumentBuilderFactory.newDefaultNSInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(JunitReport.of(Summaries.every())));
        Element hostile = (Element) document.getElementsByTagName("testcase").item(1);
        assertThat(hostile.getAttribute("classname"))
                .isEqualTo(Summaries.HOSTILE.replace("\u202e", "\\u202e").replace("\u0007", "\\u0007"));
        assertThat(document.getElementsByTagName("img").getLength()).isZero();
    }
}

package dev.immure.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** An auditor looks at a workbook in a spreadsheet program: what it does not show there, or shows otherwise, does not decide. */
class WorkbookSightTest {
    private static final String MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    private static final String STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main";
    private static final String COMPATIBILITY =
            "xmlns:mc=\"http://schemas.openxmlformats.org/markup-compatibility/2006\"";

    private static final List<String> HEAD =
            List.of("rule", "ResourceRequest.memoryBytes <", "decision", "code", "message");
    private static final List<String> ROW = List.of("PRM-001 small", "512m", "permit", "SMALL", "little memory");
    private static final String SHEET = Workbooks.sheet(List.of(HEAD, ROW));
    private static final String SHEET_PART = "xl/worksheets/sheet1.xml";
    private static final String WORKBOOK_PART = "xl/workbook.xml";
    private static final String AMOUNT = "<c r=\"B2\" t=\"inlineStr\"><is><t xml:space=\"preserve\">512m</t></is></c>";
    private static final String PERMIT =
            "<c r=\"C2\" t=\"inlineStr\"><is><t xml:space=\"preserve\">permit</t></is></c>";

    private static byte[] with(String part, String from, String to) {
        Map<String, String> parts = Workbooks.parts(SHEET);
        assertThat(parts.get(part)).contains(from);
        parts.computeIfPresent(part, (name, xml) -> xml.replace(from, to));
        return Workbooks.zip(parts);
    }

    private static void assertRefused(byte[] workbook, String code, String place, String why) {
        assertThat(DecisionTableTest.faults("table.xlsx", workbook))
                .singleElement()
                .satisfies(fault -> {
                    assertThat(fault.code().id()).isEqualTo("IMM-POLICY-TABLE-" + code);
                    assertThat(fault.on()).isEqualTo("table.xlsx" + place);
                    assertThat(fault.why()).contains(why);
                });
    }

    static Stream<Arguments> views() {
        return Stream.of(
                Arguments.of("<sheetFormatPr zeroHeight=\"1\"/>", "by default"),
                Arguments.of("<sheetFormatPr defaultRowHeight=\"0\"/>", "by default"),
                Arguments.of("<sheetFormatPr defaultColWidth=\"1e-9\"/>", "by default"),
                Arguments.of("<cols><col min=\"2\" max=\"2\" width=\"0.05\"/></cols>", "columns 2"),
                Arguments.of("<cols><col min=\"2\" max=\"2\" width=\"-7\"/></cols>", "columns 2"),
                Arguments.of("<sheetViews><sheetView showZeros=\"false\"/></sheetViews>", "shown empty"),
                Arguments.of(
                        "<sheetViews><sheetView topLeftCell=\"C1\"><pane xSplit=\"1\" state=\"frozen\"/></sheetView></sheetViews>",
                        "before C1"),
                Arguments.of("<autoFilter ref=\"A1:E2\"><filterColumn colId=\"0\"/></autoFilter>", "a filter"));
    }

    @ParameterizedTest
    @MethodSource("views")
    void aSheetThatShowsLessThanItHoldsIsRefused(String element, String why) {
        assertRefused(with(SHEET_PART, "<sheetData>", element + "<sheetData>"), "HIDDEN", "!Sheet1", why);
    }

    @Test
    void ordinaryViewsAreRead() {
        String views =
                "<sheetViews><sheetView topLeftCell=\"A1\" showGridLines=\"0\"><pane ySplit=\"1\" topLeftCell=\"A9\""
                        + " state=\"frozen\"/></sheetView></sheetViews><sheetFormatPr defaultRowHeight=\"15\"/>"
                        + "<cols><col min=\"1\" max=\"5\" width=\"12.5\"/></cols>";
        byte[] workbook = with(SHEET_PART, "</sheetData>", "</sheetData><autoFilter ref=\"A1:E2\"/>");
        assertThat(DecisionTableTest.faults("table.xlsx", workbook)).isEmpty();
        assertThat(DecisionTableTest.faults("table.xlsx", with(SHEET_PART, "<sheetData>", views + "<sheetData>")))
                .isEmpty();
    }

    @Test
    void aRowOfWhichNothingCanBeSeenIsRefused() {
        assertRefused(with(SHEET_PART, "<row r=\"2\">", "<row r=\"2\" ht=\"0.3\">"), "HIDDEN", "!Sheet1", "row 2");
    }

    @Test
    void aWorkbookWithoutTabsIsRefused() {
        String views = "<bookViews><workbookView showSheetTabs=\"0\"/></bookViews><sheets>";
        assertRefused(with(WORKBOOK_PART, "<sheets>", views), "HIDDEN", "", "tabs are hidden");
        String hidden = "<bookViews><workbookView visibility=\"hidden\"/></bookViews><sheets>";
        assertRefused(with(WORKBOOK_PART, "<sheets>", hidden), "HIDDEN", "", "tabs are hidden");
    }

    /** Of two sheets that an element names, programs show the one that {@code r:id} names, whatever stands before it. */
    @Test
    void anIdOfAnotherVocabularyDoesNotChooseTheSheet() {
        String other = Workbooks.sheet(List.of(HEAD, List.of("PRM-002 other", "9t", "permit", "OTHER", "anything")));
        Map<String, String> parts = Workbooks.parts(SHEET);
        parts.put("xl/worksheets/sheet2.xml", other);
        parts.computeIfPresent(
                "xl/_rels/workbook.xml.rels",
                (name, xml) -> xml.replace(
                        "</Relationships>",
                        "<Relationship Id=\"rId2\" Type=\"http://x/worksheet\" Target=\"worksheets/sheet2.xml\"/></Relationships>"));
        parts.computeIfPresent(
                WORKBOOK_PART, (name, xml) -> xml.replace("<sheet ", "<sheet xmlns:e=\"urn:e\" e:id=\"rId2\" "));
        assertThat(DecisionTableTest.compile("table.xlsx", Workbooks.zip(parts)))
                .isInstanceOfSatisfying(
                        PolicyCompilation.Compiled.class,
                        compiled -> assertThat(compiled.bundle().rules()).containsExactly("PRM-001 small"));
    }

    static Stream<Arguments> readings() {
        return Stream.of(
                Arguments.of(AMOUNT, "<c r=\"B2\"><is><t>536</t></is><v>870912</v></c>", "two values"),
                Arguments.of(AMOUNT, "<c r=\"B2\"><v>536</v><v>870912</v></c>", "two values"),
                Arguments.of(AMOUNT, "<c r=\"B2\" t=\"inlineStr\"><v>512m</v></c>", "two values"),
                Arguments.of(AMOUNT, AMOUNT.replace("</t>", "</t><t>0</t>"), "stands there twice"),
                Arguments.of(AMOUNT, AMOUNT.replace("</t>", "</t><r><t>0</t></r>"), "stands there twice"),
                Arguments.of(
                        AMOUNT,
                        "<c r=\"B2\" t=\"inlineStr\"><is><r><t>5</t><t>1</t></r></is></c>",
                        "stands there twice"),
                Arguments.of(
                        "<sheetData>", "<x " + COMPATIBILITY + " mc:ProcessContent=\"y\"/><sheetData>", "others skip"),
                Arguments.of(
                        "<sheetData>",
                        "<y xmlns=\"urn:y\"><cols xmlns=\"" + MAIN + "\"/></y><sheetData>",
                        "what tables do not"),
                Arguments.of(
                        "<sheetData>",
                        "<y xmlns=\"urn:y\"><sheetData xmlns=\"" + MAIN + "\"/></y><sheetData>",
                        "what tables do not"),
                Arguments.of("</row>", "</row><row xmlns=\"" + STRICT + "\" r=\"9\"/>", "mixes two vocabularies"));
    }

    @ParameterizedTest
    @MethodSource("readings")
    void aSheetWithTwoReadingsIsRefused(String from, String to, String why) {
        assertThat(DecisionTableTest.faults("table.xlsx", with(SHEET_PART, from, to)))
                .singleElement()
                .satisfies(fault -> {
                    assertThat(fault.code().id()).isEqualTo("IMM-POLICY-TABLE-XML");
                    assertThat(fault.why()).contains(why);
                });
    }

    private static byte[] shared(String texts) {
        Map<String, String> parts = Workbooks.parts(SHEET.replace(AMOUNT, "<c r=\"B2\" t=\"s\"><v>0</v></c>"));
        parts.computeIfPresent(
                "xl/_rels/workbook.xml.rels",
                (name, xml) -> xml.replace(
                        "</Relationships>",
                        "<Relationship Id=\"rId2\" Type=\"http://x/sharedStrings\" Target=\"sharedStrings.xml\"/></Relationships>"));
        parts.put("xl/sharedStrings.xml", "<sst xmlns=\"" + MAIN + "\">" + texts + "</sst>");
        return Workbooks.zip(parts);
    }

    @Test
    void aListOfTextsWithTwoReadingsIsRefused() {
        assertThat(DecisionTableTest.faults("table.xlsx", shared("<si><t>512m</t></si>")))
                .isEmpty();
        String place = "!xl/sharedStrings.xml";
        assertRefused(shared("<si><t>51</t><t>2m</t></si>"), "XML", place, "stands there twice");
        String wrapped = "<y xmlns=\"urn:y\"><si xmlns=\"" + MAIN + "\"><t>9t</t></si></y>";
        assertRefused(shared(wrapped + "<si><t>512m</t></si>"), "XML", place, "between the texts");
    }

    private static byte[] styled(String cell, String replaced, String styles) {
        assertThat(SHEET).contains(cell);
        Map<String, String> parts = Workbooks.parts(SHEET.replace(cell, replaced));
        parts.computeIfPresent(
                "xl/_rels/workbook.xml.rels",
                (name, xml) -> xml.replace(
                        "</Relationships>",
                        "<Relationship Id=\"rId2\" Type=\"http://x/styles\" Target=\"styles.xml\"/></Relationships>"));
        parts.put("xl/styles.xml", "<styleSheet xmlns=\"" + MAIN + "\">" + styles + "</styleSheet>");
        return Workbooks.zip(parts);
    }

    private static String formats(String code, String xf) {
        return "<numFmts><numFmt numFmtId=\"164\" formatCode=\"" + code + "\"/></numFmts><cellStyleXfs><xf/>"
                + "<xf numFmtId=\"164\"/></cellStyleXfs><cellXfs><xf/><xf " + xf + "/></cellXfs>";
    }

    static Stream<Arguments> formats() {
        String number = "<c r=\"B2\" s=\"1\"><v>536870912</v></c>";
        String text = PERMIT.replace(" t=", " s=\"1\" t=");
        return Stream.of(
                Arguments.of(AMOUNT, number, formats("&quot;64&quot;", "numFmtId=\"164\""), "B2"),
                Arguments.of(AMOUNT, number, formats(";;;", "numFmtId=\"164\""), "B2"),
                Arguments.of(AMOUNT, number, formats("&quot;64&quot;", "xfId=\"1\""), "B2"),
                // A date, a percentage, and one rounded.
                Arguments.of(AMOUNT, number, formats("0", "numFmtId=\"14\""), "B2"),
                Arguments.of(AMOUNT, number, formats("0", "numFmtId=\"9\""), "B2"),
                Arguments.of(AMOUNT, number, formats("0", "numFmtId=\"11\""), "B2"),
                Arguments.of(PERMIT, text, formats(";;;&quot;deny&quot;", "numFmtId=\"164\""), "C2"),
                Arguments.of(PERMIT, text, formats("0", "numFmtId=\"165\""), "C2"),
                Arguments.of(PERMIT, text.replace("s=\"1\"", "s=\"2\""), formats("0", ""), "C2"));
    }

    @ParameterizedTest
    @MethodSource("formats")
    void aNumberFormatThatShowsSomethingElseIsRefused(String cell, String replaced, String styles, String place) {
        assertRefused(
                styled(cell, replaced, styles), "HIDDEN", "!Sheet1!" + place, "something else than the cell holds");
    }

    @Test
    void formatsThatShowAllAreRead() {
        String number = "<c r=\"B2\" s=\"1\"><v>536870912</v></c>";
        for (String styles : List.of(
                formats("General", "numFmtId=\"164\""),
                formats("#,##0", "numFmtId=\"164\""),
                formats("0", "numFmtId=\"49\""),
                formats("0", "numFmtId=\"3\" xfId=\"0\""))) {
            assertThat(DecisionTableTest.faults("table.xlsx", styled(AMOUNT, number, styles)))
                    .isEmpty();
        }
        String text = PERMIT.replace(" t=", " s=\"1\" t=");
        assertThat(DecisionTableTest.faults("table.xlsx", styled(PERMIT, text, formats("@", "numFmtId=\"164\""))))
                .isEmpty();
    }

    @Test
    void aConditionThatShowsSomethingElseIsRefused() {
        String styles = "<dxfs><dxf><numFmt numFmtId=\"170\" formatCode=\";;;&quot;deny&quot;\"/></dxf></dxfs>";
        assertRefused(styled(PERMIT, PERMIT, styles), "HIDDEN", "!xl/styles.xml", "a condition");
    }

    /** APPNOTE.TXT 4.6.9: a field of an entry that gives it another name. */
    @Test
    void anEntryWithTwoNamesIsRefused() {
        byte[] good = Workbooks.zip(Workbooks.parts(SHEET));
        String name = "xl/workbook.xml";
        byte[] bad = ZipFields.with(good, name, 0x7075, "x".getBytes(StandardCharsets.UTF_8));
        assertRefused(bad, "ARCHIVE", "", "two names");
        byte[] harmless = ZipFields.with(good, name, 0x5455, "x".getBytes(StandardCharsets.UTF_8));
        assertThat(DecisionTableTest.faults("table.xlsx", harmless)).isEmpty();
    }
}

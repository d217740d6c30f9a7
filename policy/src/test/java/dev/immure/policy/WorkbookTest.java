package dev.immure.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a workbook may hold beside texts in visible cells: nothing. Each test breaks one thing in one that is accepted. */
class WorkbookTest {
    private static final List<String> HEAD = List.of("rule", "ImageFacts.verification", "decision", "code", "message");
    private static final List<String> ROW = List.of("PRM-001 all", "verified", "permit", "ALL", "everything");
    private static final String SHEET = Workbooks.sheet(List.of(HEAD, ROW));
    private static final String SHEET_PART = "xl/worksheets/sheet1.xml";
    private static final String TYPE =
            "<c r=\"B2\" t=\"inlineStr\"><is><t xml:space=\"preserve\">verified</t></is></c>";

    private static void assertRefused(byte[] workbook, String code, String place, String why) {
        assertThat(DecisionTableTest.faults("table.xlsx", workbook))
                .singleElement()
                .satisfies(fault -> {
                    assertThat(fault.code().id()).isEqualTo("IMM-POLICY-" + code);
                    assertThat(fault.on()).isEqualTo(place);
                    assertThat(fault.why()).contains(why);
                });
    }

    private static byte[] with(Consumer<Map<String, String>> change) {
        Map<String, String> parts = Workbooks.parts(SHEET);
        change.accept(parts);
        return Workbooks.zip(parts);
    }

    private static byte[] sheet(String from, String to) {
        assertThat(SHEET).contains(from);
        return with(parts -> parts.put(SHEET_PART, SHEET.replace(from, to)));
    }

    @Test
    void aWorkbookOfTextsIsRead() {
        assertThat(DecisionTableTest.faults("table.xlsx", with(parts -> {}))).isEmpty();
    }

    @Test
    void sharedAndFormattedTextsAreRead() {
        byte[] workbook = with(parts -> {
            parts.put(SHEET_PART, SHEET.replace(TYPE, "<c r=\"B2\" s=\"3\" t=\"s\"><v>1</v></c>"));
            parts.computeIfPresent(
                    "xl/_rels/workbook.xml.rels",
                    (name, text) -> text.replace(
                            "</Relationships>",
                            "<Relationship Id=\"rId2\" Type=\"http://x/sharedStrings\" Target=\"sharedStrings.xml\"/>"
                                    + "</Relationships>"));
            parts.put(
                    "xl/sharedStrings.xml",
                    "<sst xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><si><t>other</t></si>"
                            + "<si><r><rPr><b/></rPr><t>veri</t></r><r><t>fied</t></r>"
                            + "<rPh sb=\"0\" eb=\"1\"><t>sounds</t></rPh></si></sst>");
        });
        assertThat(DecisionTableTest.compile("table.xlsx", workbook))
                .isInstanceOfSatisfying(
                        PolicyCompilation.Compiled.class,
                        compiled -> assertThat(compiled.bundle().digest())
                                .isEqualTo(DecisionTableTest.bundle(DecisionTableTest.HEAD + DecisionTableTest.ROW)
                                        .digest()));
    }

    static Stream<Arguments> cells() {
        String at = "table.xlsx!Sheet1!B2";
        return Stream.of(
                Arguments.of("<c r=\"B2\"><f>1+1</f><v>2</v></c>", "TABLE-FORMULA", at, "a formula"),
                Arguments.of("<c r=\"B2\" t=\"str\"><v>verified</v></c>", "TABLE-FORMULA", at, "result of a formula"),
                Arguments.of(TYPE.replace("verified", "=A1"), "TABLE-FORMULA", at, "for a formula"),
                Arguments.of("<c r=\"B2\"><v>7</v></c>", "TABLE-CELL", at, "format the cell as text"),
                Arguments.of("<c r=\"B2\" t=\"b\"><v>1</v></c>", "TABLE-CELL", at, "format the cell as text"),
                Arguments.of("<c r=\"B2\"><v>1.5</v></c>", "TABLE-CELL", at, "not whole"),
                Arguments.of("<c r=\"B2\"><v>1234567890123456</v></c>", "TABLE-CELL", at, "not whole, or too large"),
                Arguments.of("<c r=\"B2\" t=\"e\"><v>#REF!</v></c>", "TABLE-CELL", at, "neither text nor a number"),
                Arguments.of("<c r=\"B2\" t=\"s\"><v>0</v></c>", "TABLE-XML", at, "does not have"),
                Arguments.of(TYPE.replace("verified", "veri_x0066_ied"), "UNICODE-ESCAPE", at, "_xHHHH_"),
                Arguments.of(TYPE.replace("verified", "veri\u202efied"), "CONTROL", at, "invisible"),
                Arguments.of(TYPE.replace("verified", "verified "), "TABLE-CELL", at, "ends with a blank"),
                Arguments.of(TYPE + TYPE, "TABLE-XML", at, "from left to right"),
                Arguments.of(TYPE.replace("B2", "B3"), "TABLE-XML", "table.xlsx!Sheet1!A2", "from left to right"),
                Arguments.of(TYPE.replace(" r=\"B2\"", ""), "TABLE-XML", "table.xlsx!Sheet1!A2", "from left to right"),
                Arguments.of(TYPE.replace("<is>", "hidden<is>"), "TABLE-XML", at, "where no value stands"),
                Arguments.of(TYPE.replace("<is>", "<x/><is>"), "TABLE-XML", at, "what tables do not"),
                Arguments.of(TYPE.replace("<is>", "<is xmlns=\"urn:other\">"), "TABLE-XML", at, "what tables do not"));
    }

    @ParameterizedTest
    @MethodSource("cells")
    void aCellOfAnotherKindIsRefusedByItsName(String cell, String code, String place, String why) {
        assertRefused(sheet(TYPE, cell), code, place, why);
    }

    static Stream<Arguments> sheets() {
        return Stream.of(
                Arguments.of("<row r=\"2\">", "<row r=\"2\" hidden=\"1\">", "TABLE-HIDDEN", "Sheet1", "row 2"),
                Arguments.of("<row r=\"2\">", "<row r=\"2\" ht=\"0\">", "TABLE-HIDDEN", "Sheet1", "row 2"),
                Arguments.of("<row r=\"2\">", "<row r=\"1\">", "TABLE-XML", "Sheet1!E1", "numbered upwards"),
                Arguments.of(
                        "<sheetData>",
                        "<cols><col min=\"2\" max=\"3\" hidden=\"true\"/></cols><sheetData>",
                        "TABLE-HIDDEN",
                        "Sheet1",
                        "columns 2"),
                Arguments.of(
                        "<sheetData>",
                        "<cols><col min=\"2\" max=\"3\" width=\"0\"/></cols><sheetData>",
                        "TABLE-HIDDEN",
                        "Sheet1",
                        "columns 2"),
                Arguments.of(
                        "</sheetData>",
                        "</sheetData><mergeCells><mergeCell ref=\"B2:C2\"/></mergeCells>",
                        "TABLE-HIDDEN",
                        "Sheet1!B2",
                        "merged"),
                Arguments.of(
                        "</sheetData>",
                        "</sheetData><hyperlinks><hyperlink ref=\"D2\"/></hyperlinks>",
                        "TABLE-ACTIVE",
                        "Sheet1!D2",
                        "a link"),
                Arguments.of(
                        "</sheetData>",
                        "</sheetData><oleObjects/>",
                        "TABLE-ACTIVE",
                        "Sheet1!E2",
                        "objects of other programs"),
                Arguments.of(
                        "</row></sheetData>",
                        "<c r=\"H2\" t=\"inlineStr\"><is><t>x</t></is></c></row></sheetData>",
                        "TABLE-FORM",
                        "Sheet1!H2",
                        "beside the table"),
                Arguments.of(
                        "</row></sheetData>",
                        "<c r=\"BN2\" t=\"inlineStr\"><is><t>x</t></is></c></row></sheetData>",
                        "SIZE",
                        "Sheet1!BN2",
                        "wider than 64"),
                Arguments.of("UTF-8", "UTF-16", "TABLE-XML", "Sheet1", "UTF-16"),
                Arguments.of("</worksheet>", "", "TABLE-XML", "Sheet1", "well-formed"),
                Arguments.of(
                        "<worksheet",
                        "<!DOCTYPE worksheet [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><worksheet",
                        "TABLE-XML",
                        "Sheet1",
                        "document type"),
                Arguments.of("verified", "&undefined;", "TABLE-XML", "Sheet1", "well-formed"),
                Arguments.of(
                        "</sheetData>", "</sheetData>" + "<a>".repeat(40), "TABLE-XML", "Sheet1", "deeper than 32"));
    }

    @ParameterizedTest
    @MethodSource("sheets")
    void aSheetThatHidesOrActsIsRefused(String from, String to, String code, String place, String why) {
        assertRefused(sheet(from, to), code, "table.xlsx!" + place, why);
    }

    @Test
    void cellsOfNoVocabularyAreNone() {
        assertRefused(sheet("<sheetData>", "<sheetData xmlns=\"\">"), "TABLE-FORM", "table.xlsx", "no sheet");
    }

    static Stream<Arguments> parts() {
        return Stream.of(
                Arguments.of("xl/vbaProject.bin", "x", "TABLE-ACTIVE", "!xl/vbaProject.bin", "macros"),
                Arguments.of(
                        "xl/externalLinks/externalLink1.xml",
                        "x",
                        "TABLE-ACTIVE",
                        "!xl/externalLinks/externalLink1.xml",
                        "outside"),
                Arguments.of("xl/comments1.xml", "x", "TABLE-ACTIVE", "!xl/comments1.xml", "something else"),
                Arguments.of(
                        "xl/worksheets/_rels/sheet1.xml.rels",
                        Workbooks.relationships("rId1", "hyperlink", "http://x/\" TargetMode=\"External"),
                        "TABLE-ACTIVE",
                        "!xl/worksheets/_rels/sheet1.xml.rels",
                        "outside"),
                Arguments.of(
                        "_rels/.rels",
                        Workbooks.relationships("rId1", "officeDocument", "xl/other.xml"),
                        "TABLE-ARCHIVE",
                        "",
                        "not xl/workbook.xml"),
                Arguments.of(
                        "xl/_rels/workbook.xml.rels",
                        Workbooks.relationships("rId1", "chartsheet", "worksheets/sheet1.xml"),
                        "TABLE-XML",
                        "!Sheet1",
                        "no table of cells"),
                Arguments.of(
                        "xl/_rels/workbook.xml.rels",
                        Workbooks.relationships("rId1", "worksheet", "worksheets/sheet2.xml"),
                        "TABLE-ARCHIVE",
                        "",
                        "missing"),
                Arguments.of(SHEET_PART, Workbooks.worksheet("<sheetData/>"), "TABLE-FORM", "", "no sheet"));
    }

    @ParameterizedTest
    @MethodSource("parts")
    void aPartThatTablesDoNotHaveIsRefused(String part, String content, String code, String place, String why) {
        assertRefused(with(parts -> parts.put(part, content)), code, "table.xlsx" + place, why);
    }

    @ParameterizedTest
    @MethodSource("workbooks")
    void aWorkbookThatHidesASheetIsRefused(String from, String to, String code, String place, String why) {
        assertRefused(
                with(parts -> parts.computeIfPresent("xl/workbook.xml", (name, xml) -> xml.replace(from, to))),
                code,
                "table.xlsx" + place,
                why);
    }

    static Stream<Arguments> workbooks() {
        return Stream.of(
                Arguments.of("sheetId", "state=\"hidden\" sheetId", "TABLE-HIDDEN", "!Sheet1", "hidden"),
                Arguments.of("sheetId", "state=\"veryHidden\" sheetId", "TABLE-HIDDEN", "!Sheet1", "hidden"),
                Arguments.of("Sheet1", "a!b", "TABLE-FORM", "", "not named"),
                Arguments.of("<sheets>", "<externalReferences/><sheets>", "TABLE-ACTIVE", "", "outside"),
                Arguments.of("<sheets>", "<sheets><x/>", "TABLE-XML", "", "is none"));
    }

    @Test
    void aBombIsRefusedBeforeItIsUnpacked() {
        byte[] bomb = with(parts -> parts.put("xl/styles.xml", " ".repeat(5 * 1024 * 1024)));
        assertThat(bomb.length).isLessThan(10_000);
        assertRefused(bomb, "SIZE", "table.xlsx!xl/styles.xml", "too large");
        byte[] two = with(parts -> {
            parts.put("xl/styles.xml", " ".repeat(4 * 1024 * 1024));
            parts.put("xl/theme/theme1.xml", " ".repeat(4 * 1024 * 1024));
        });
        assertRefused(two, "SIZE", "table.xlsx!xl/theme/theme1.xml", "too large");
        byte[] many = with(parts -> {
            for (int i = 0; i < 70; i++) {
                parts.put("docProps/p" + i + ".xml", "");
            }
        });
        assertRefused(many, "TABLE-ARCHIVE", "table.xlsx", "64 entries");
    }

    /** A directory that says less than is packed must not be believed, nor one that says more. */
    @Test
    void anArchiveWithTwoReadingsIsRefused() {
        byte[] good = with(parts -> {});
        int directory = little(good).getInt(good.length - 6);
        assertBroken(good, directory + 24, "says something else than the directory");
        assertBroken(good, directory + 16, "says something else than the directory");
        assertBroken(good, directory + 10, "says something else than the directory");
        assertBroken(good, directory + 46, "says something else than the directory");
        assertBroken(good, directory + 42, "do not follow each other");
        assertBroken(good, good.length - 6, "not where it says");
        assertBroken(good, good.length - 12, "several volumes");
        assertRefused(Arrays.copyOf(good, good.length + 1), "TABLE-ARCHIVE", "table.xlsx", "no ZIP archive");
        assertRefused(prefixed(good), "TABLE-ARCHIVE", "table.xlsx", "not where it says");
        assertRefused("PK".getBytes(StandardCharsets.UTF_8), "TABLE-ARCHIVE", "table.xlsx", "no ZIP");
    }

    private static void assertBroken(byte[] good, int at, String why) {
        byte[] bad = good.clone();
        bad[at]++;
        assertThat(DecisionTableTest.faults("table.xlsx", bad)).singleElement().satisfies(fault -> {
            assertThat(fault.code().id()).isEqualTo("IMM-POLICY-TABLE-ARCHIVE");
            assertThat(fault.why()).containsPattern(why + "|another size|follows .* says|damaged|name of an entry");
        });
    }

    private static byte[] prefixed(byte[] good) {
        byte[] prefixed = new byte[good.length + 4];
        System.arraycopy(good, 0, prefixed, 4, good.length);
        return prefixed;
    }

    private static ByteBuffer little(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Wherever the file is cut or changed: refused, or the same table. */
    @Test
    void everyCutAndEveryChangedByteIsRefusedOrHarmless() {
        byte[] good = with(parts -> {});
        for (int i = 0; i < good.length; i++) {
            assertThat(DecisionTableTest.faults("table.xlsx", Arrays.copyOf(good, i)))
                    .isNotEmpty();
            byte[] changed = good.clone();
            changed[i] ^= 1;
            if (DecisionTableTest.compile("table.xlsx", changed) instanceof PolicyCompilation.Compiled compiled) {
                assertThat(compiled.bundle().rules()).containsExactly("PRM-001 all");
            }
        }
    }
}

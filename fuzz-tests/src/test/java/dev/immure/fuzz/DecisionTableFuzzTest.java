package dev.immure.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.immure.policy.PolicyBundle;
import dev.immure.policy.PolicyCompilation;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;

/** Whatever stands in a table, it is understood as data or refused with its place. */
class DecisionTableFuzzTest {
    private static final String CSV = """
            rule,ImageFacts.verification,decision,code,message
            PRM-001 all,"verified",permit,ALL,{ImageFacts.reference} is well
            """;
    private static final String RELATIONSHIP = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/";

    @FuzzTest
    void aTableInCsvIsReadOrRefused(byte[] data) {
        readOrRefused("fuzz.csv", data);
    }

    @FuzzTest
    void aWorkbookIsReadOrRefused(byte[] data) {
        readOrRefused("fuzz.xlsx", data);
    }

    /** The archive is in order here, and the sheet in it is not: a fuzzer seldom finds a CRC. */
    @FuzzTest
    void aSheetIsReadOrRefused(byte[] data) {
        readOrRefused("fuzz.xlsx", workbook(data));
    }

    @Test
    void theSeedsAreReadToTheirEnd() {
        assertThat(readOrRefused("seed.csv", CSV.getBytes(StandardCharsets.UTF_8)))
                .isTrue();
        assertThat(readOrRefused("seed.xlsx", workbook(sheet().getBytes(StandardCharsets.UTF_8))))
                .isTrue();
    }

    private static boolean readOrRefused(String name, byte[] data) {
        TreeMap<String, byte[]> files = new TreeMap<>();
        files.put(name, data);
        return switch (PolicyBundle.compile("fuzz", files)) {
            case PolicyCompilation.Compiled compiled ->
                !compiled.bundle().rules().isEmpty();
            case PolicyCompilation.Rejected rejected -> {
                assertThat(rejected.faults())
                        .isNotEmpty()
                        .allSatisfy(fault -> assertThat(fault.code().id()).startsWith("IMM-POLICY-"));
                yield false;
            }
        };
    }

    private static String sheet() {
        StringBuilder xml = new StringBuilder(
                "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>");
        int number = 1;
        for (String line : CSV.replace("\"", "").lines().toList()) {
            xml.append("<row r=\"").append(number).append("\">");
            char column = 'A';
            for (String cell : line.split(",", -1)) {
                xml.append("<c r=\"").append(column++).append(number).append("\" t=\"inlineStr\"><is><t>");
                xml.append(cell).append("</t></is></c>");
            }
            xml.append("</row>");
            number++;
        }
        return xml + "</sheetData></worksheet>";
    }

    private static byte[] workbook(byte[] sheet) {
        Map<String, byte[]> parts = new LinkedHashMap<>();
        parts.put("_rels/.rels", relationship("officeDocument", "xl/workbook.xml"));
        parts.put("xl/_rels/workbook.xml.rels", relationship("worksheet", "worksheets/sheet1.xml"));
        parts.put(
                "xl/workbook.xml",
                ("<workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\">"
                                + "<sheets><sheet name=\"S\" r:id=\"r1\"/></sheets></workbook>")
                        .getBytes(StandardCharsets.UTF_8));
        parts.put("xl/worksheets/sheet1.xml", sheet);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            for (Map.Entry<String, byte[]> part : parts.entrySet()) {
                zip.putNextEntry(new ZipEntry(part.getKey()));
                zip.write(part.getValue());
                zip.closeEntry();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static byte[] relationship(String type, String target) {
        return ("<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
                        + "<Relationship Id=\"r1\" Type=\"" + RELATIONSHIP + type + "\" Target=\"" + target
                        + "\"/></Relationships>")
                .getBytes(StandardCharsets.UTF_8);
    }
}

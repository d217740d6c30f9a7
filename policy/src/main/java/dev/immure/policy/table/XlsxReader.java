package dev.immure.policy.table;

import dev.immure.policy.internal.model.PolicyFaultCode;
import dev.immure.policy.table.Relationships.Relationship;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Reads the tables of a workbook (ECMA-376, *.xlsx): texts, whole numbers and truth values of visible cells, and nothing
 * else. Parts that could do something, or show something else, are refused by name.
 */
final class XlsxReader {
    private static final String ROOT = "_rels/.rels";
    private static final String WORKBOOK = "xl/workbook.xml";
    private static final String WORKBOOK_RELATIONSHIPS = "xl/_rels/workbook.xml.rels";
    private static final int MOST_SHEETS = 16;
    private static final Pattern SHEET_NAME =
            Pattern.compile("[\\p{L}\\p{N}_.-]([\\p{L}\\p{N} _.-]{0,29}[\\p{L}\\p{N}_.-])?");

    /** What a workbook of tables is made of: cells, their looks, who wrote it. */
    private static final Pattern HARMLESS =
            Pattern.compile("\\[Content_Types]\\.xml|_rels/\\.rels|xl/workbook\\.xml|xl/_rels/workbook\\.xml\\.rels"
                    + "|xl/worksheets/[A-Za-z0-9_-]+\\.xml|xl/worksheets/_rels/[A-Za-z0-9_-]+\\.xml\\.rels"
                    + "|xl/sharedStrings\\.xml|xl/styles\\.xml|xl/theme/[A-Za-z0-9_-]+\\.xml"
                    + "|xl/printerSettings/[A-Za-z0-9_-]+\\.bin|docProps/[A-Za-z0-9_-]+\\.(xml|jpeg|png|emf|wmf)"
                    + "|docMetadata/LabelInfo\\.xml");

    /** What counts in one place alone: some programs find it in others, too. */
    private static final Set<String> PLACED = Set.of("sheets", "sheet", "workbookView", "externalReferences");

    private final String file;
    private final Map<String, byte[]> parts;

    private XlsxReader(String file, Map<String, byte[]> parts) {
        this.file = file;
        this.parts = parts;
    }

    /** Every sheet that holds anything, in the order of the workbook. */
    static List<Sheet> read(String file, byte[] bytes) throws TableRefusal {
        return new XlsxReader(file, ZipParts.read(file, bytes)).sheets();
    }

    private List<Sheet> sheets() throws TableRefusal {
        for (String part : parts.keySet()) {
            if (!HARMLESS.matcher(part).matches()) {
                throw new TableRefusal(PolicyFaultCode.TABLE_ACTIVE, file + "!" + part, active(part));
            }
            if (part.startsWith("xl/worksheets/_rels/")) {
                Relationships.read(file + "!" + part, part(part), "xl/worksheets/");
            }
        }
        workbook();
        Map<String, Relationship> relationships =
                Relationships.read(file + "!" + WORKBOOK_RELATIONSHIPS, part(WORKBOOK_RELATIONSHIPS), "xl/");
        Optional<String> texts = single(relationships, "sharedStrings");
        List<String> shared =
                texts.isEmpty() ? List.of() : SharedStrings.read(file + "!" + texts.get(), part(texts.get()));
        Optional<String> styles = single(relationships, "styles");
        NumberFormats formats = styles.isEmpty()
                ? NumberFormats.NONE
                : NumberFormats.read(file + "!" + styles.get(), part(styles.get()));
        List<Sheet> sheets = new ArrayList<>();
        for (Map.Entry<String, String> named : names().entrySet()) {
            Relationship target = relationships.get(named.getValue());
            if (target == null || !target.type().equals("worksheet")) {
                throw new TableRefusal(
                        PolicyFaultCode.TABLE_XML, file + "!" + named.getKey(), "the sheet is no table of cells");
            }
            Sheet sheet = Worksheet.read(file + "!" + named.getKey(), part(target.target()), shared, formats);
            if (!sheet.rows().isEmpty()) {
                sheets.add(sheet);
            }
        }
        if (sheets.isEmpty()) {
            throw new TableRefusal(PolicyFaultCode.TABLE_FORM, file, "no sheet of the workbook holds a table");
        }
        return sheets;
    }

    private static String active(String part) {
        String lower = part.toLowerCase(Locale.ROOT);
        if (lower.contains("vba") || lower.contains("macrosheet")) {
            return "the workbook holds macros";
        }
        return lower.contains("externallink") || lower.contains("connection") || lower.contains("query")
                ? "the workbook takes data from outside of it"
                : "the workbook holds something else than a table";
    }

    /** Other programs follow these relationships, so they must lead to the parts that are read here. */
    private void workbook() throws TableRefusal {
        List<String> documents = Relationships.read(file + "!" + ROOT, part(ROOT), "").values().stream()
                .filter(relationship -> relationship.type().equals("officeDocument"))
                .map(Relationship::target)
                .toList();
        if (!documents.equals(List.of(WORKBOOK))) {
            throw new TableRefusal(PolicyFaultCode.TABLE_ARCHIVE, file, "its workbook is not " + WORKBOOK);
        }
    }

    /** The one part of a type. */
    private Optional<String> single(Map<String, Relationship> relationships, String type) throws TableRefusal {
        List<String> targets = relationships.values().stream()
                .filter(relationship -> relationship.type().equals(type))
                .map(Relationship::target)
                .toList();
        if (targets.size() > 1) {
            throw new TableRefusal(PolicyFaultCode.TABLE_XML, file, "the workbook has two parts of type " + type);
        }
        return targets.stream().findFirst();
    }

    /** Id of the relationship by name of the sheet, in the order of the tabs. */
    private Map<String, String> names() throws TableRefusal {
        Map<String, String> names = new LinkedHashMap<>();
        XmlPart.walk(file + "!" + WORKBOOK, part(WORKBOOK), (path, attributes) -> {
            switch (path) {
                case "/workbook/sheets/sheet" -> name(attributes, names);
                case "/workbook/bookViews/workbookView" -> view(attributes);
                case "/workbook/externalReferences" ->
                    throw new TableRefusal(
                            PolicyFaultCode.TABLE_ACTIVE, file, "the workbook takes data from outside of it");
                default -> {
                    boolean misplaced = PLACED.contains(path.substring(path.lastIndexOf('/') + 1));
                    if (!path.startsWith("/workbook")
                            || (misplaced && !path.equals("/workbook/sheets"))
                            || path.startsWith("/workbook/sheets/")) {
                        throw new TableRefusal(PolicyFaultCode.TABLE_XML, file, "its workbook is none");
                    }
                }
            }
        });
        return names;
    }

    private void view(Map<String, String> attributes) throws TableRefusal {
        if (Sight.isUnset(attributes, "showSheetTabs")
                || !attributes.getOrDefault("visibility", "visible").equals("visible")) {
            throw new TableRefusal(PolicyFaultCode.TABLE_HIDDEN, file, "the workbook or its tabs are hidden");
        }
    }

    private void name(Map<String, String> attributes, Map<String, String> names) throws TableRefusal {
        String name = attributes.getOrDefault("name", "");
        if (!SHEET_NAME.matcher(name).matches() || names.size() == MOST_SHEETS) {
            throw new TableRefusal(
                    PolicyFaultCode.TABLE_FORM,
                    file,
                    "a sheet is not named by letters, digits, _ . - and blanks between them, or there are more than "
                            + MOST_SHEETS);
        }
        if (!attributes.getOrDefault("state", "visible").equals("visible")) {
            throw new TableRefusal(PolicyFaultCode.TABLE_HIDDEN, file + "!" + name, "the sheet is hidden");
        }
        if (names.put(name, attributes.getOrDefault("r:id", "")) != null) {
            throw new TableRefusal(PolicyFaultCode.TABLE_FORM, file + "!" + name, "two sheets have one name");
        }
    }

    private byte[] part(String name) throws TableRefusal {
        byte[] part = parts.get(name);
        if (part == null) {
            throw new TableRefusal(PolicyFaultCode.TABLE_ARCHIVE, file, "the part " + name + " is missing");
        }
        return part;
    }
}

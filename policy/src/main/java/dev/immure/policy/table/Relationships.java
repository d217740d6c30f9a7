package dev.immure.policy.table;

import dev.immure.policy.internal.model.PolicyFaultCode;
import java.util.Map;
import java.util.TreeMap;

/** What a part of a workbook refers to: {@code *.rels} (ECMA-376-2, 9). Whatever lies outside of the file is refused. */
final class Relationships implements XmlPart.Visitor {
    /**
     * @param type the last word of the type's URI, such as {@code worksheet}
     * @param target a part's name from the root of the archive
     */
    record Relationship(String type, String target) {}

    private final String on;
    private final String folder;
    private final Map<String, Relationship> all = new TreeMap<>();

    private Relationships(String on, String folder) {
        this.on = on;
        this.folder = folder;
    }

    /**
     * By id.
     *
     * @param folder that relative targets begin in, with a slash at its end
     */
    static Map<String, Relationship> read(String on, byte[] bytes, String folder) throws TableRefusal {
        Relationships relationships = new Relationships(on, folder);
        XmlPart.walk(on, bytes, relationships);
        return relationships.all;
    }

    @Override
    public void start(String path, Map<String, String> attributes) throws TableRefusal {
        if (path.equals("/Relationships")) {
            return;
        }
        if (!path.equals("/Relationships/Relationship")) {
            throw new TableRefusal(PolicyFaultCode.TABLE_XML, on, "something stands among the relationships");
        }
        if (!attributes.getOrDefault("TargetMode", "Internal").equals("Internal")) {
            throw new TableRefusal(PolicyFaultCode.TABLE_ACTIVE, on, "the workbook refers to something outside of it");
        }
        String type = attributes.getOrDefault("Type", "");
        String target = attributes.getOrDefault("Target", "");
        Relationship relationship = new Relationship(
                type.substring(type.lastIndexOf('/') + 1),
                target.startsWith("/") ? target.substring(1) : folder + target);
        if (all.put(attributes.getOrDefault("Id", ""), relationship) != null) {
            throw new TableRefusal(PolicyFaultCode.TABLE_XML, on, "two relationships have one id");
        }
    }
}

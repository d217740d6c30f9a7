package dev.immure.policy.table;

import dev.immure.policy.internal.model.PolicyFaultCode;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * Walks one XML part of a workbook: UTF-8 alone, without a document type, and so without entities to expand or to fetch
 * (CWE-611, CWE-776).
 */
final class XmlPart {
    private static final int DEPTH = 32;

    /** The vocabulary of workbooks, transitional and strict (ECMA-376-1, ISO/IEC 29500-1), and of their relationships. */
    private static final List<String> NAMESPACES = List.of(
            "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
            "http://purl.oclc.org/ooxml/spreadsheetml/main",
            "http://schemas.openxmlformats.org/package/2006/relationships");

    /** Of {@code r:id}, in either. */
    private static final List<String> REFERENCES = List.of(
            "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
            "http://purl.oclc.org/ooxml/officeDocument/relationships");

    /** ISO/IEC 29500-3: what a program that knows more, or less, is to read instead. */
    private static final String COMPATIBILITY = "http://schemas.openxmlformats.org/markup-compatibility/2006";

    /** Told of each element by its path; those of other vocabularies are called {@code ?} there. */
    interface Visitor {
        void start(String path, Map<String, String> attributes) throws TableRefusal;

        default void text(String path, String text) throws TableRefusal {}

        default void end(String path) throws TableRefusal {}
    }

    private final String on;
    private final Visitor visitor;
    private final Deque<String> paths = new ArrayDeque<>(List.of(""));
    private String vocabulary = "";

    private XmlPart(String on, Visitor visitor) {
        this.on = on;
        this.visitor = visitor;
    }

    static void walk(String on, byte[] bytes, Visitor visitor) throws TableRefusal {
        String text = decode(on, bytes);
        if (text.contains("<!DOCTYPE") || text.contains("<!ENTITY")) {
            throw new TableRefusal(PolicyFaultCode.TABLE_XML, on, "it has a document type, which can define entities");
        }
        try {
            new XmlPart(on, visitor).walk(factory().createXMLStreamReader(new StringReader(text)));
        } catch (XMLStreamException e) {
            throw new TableRefusal(PolicyFaultCode.TABLE_XML, on, "it is not well-formed XML");
        }
    }

    private static String decode(String on, byte[] bytes) throws TableRefusal {
        boolean marked = bytes.length >= 3 && (bytes[0] & 0xff) == 0xef && (bytes[1] & 0xff) == 0xbb;
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(marked ? Arrays.copyOfRange(bytes, 3, bytes.length) : bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new TableRefusal(PolicyFaultCode.TABLE_XML, on, "it is not UTF-8");
        }
    }

    /** The factory of the JDK, whatever stands on the class path; nothing is fetched, nothing expanded. */
    private static XMLInputFactory factory() {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_NAMESPACE_AWARE, true);
        factory.setProperty(XMLInputFactory.IS_COALESCING, true);
        factory.setXMLResolver((publicId, systemId, base, namespace) -> {
            throw new XMLStreamException("nothing outside is read");
        });
        return factory;
    }

    private void walk(XMLStreamReader reader) throws XMLStreamException, TableRefusal {
        String declared = reader.getCharacterEncodingScheme();
        if (declared != null && !declared.equalsIgnoreCase("UTF-8")) {
            throw new TableRefusal(PolicyFaultCode.TABLE_XML, on, "it calls itself " + declared + ", not UTF-8");
        }
        while (reader.hasNext()) {
            switch (reader.next()) {
                case XMLStreamConstants.START_ELEMENT -> start(reader);
                case XMLStreamConstants.END_ELEMENT -> visitor.end(paths.pop());
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA, XMLStreamConstants.SPACE ->
                    visitor.text(paths.getFirst(), reader.getText());
                case XMLStreamConstants.COMMENT,
                        XMLStreamConstants.PROCESSING_INSTRUCTION,
                        XMLStreamConstants.END_DOCUMENT -> {}
                default -> throw new TableRefusal(PolicyFaultCode.TABLE_XML, on, "it holds what workbooks do not");
            }
        }
    }

    private void start(XMLStreamReader reader) throws TableRefusal {
        if (paths.size() > DEPTH) {
            throw new TableRefusal(PolicyFaultCode.TABLE_XML, on, "elements nest deeper than " + DEPTH);
        }
        String namespace = Objects.requireNonNullElse(reader.getNamespaceURI(), "");
        boolean known = NAMESPACES.contains(namespace);
        if (paths.size() == 1) {
            vocabulary = namespace;
        } else if (known && !namespace.equals(vocabulary)) {
            throw refused("it mixes two vocabularies, of which programs know one or both");
        }
        paths.push(paths.getFirst() + "/" + (known ? reader.getLocalName() : "?"));
        visitor.start(paths.getFirst(), attributes(reader));
    }

    private Map<String, String> attributes(XMLStreamReader reader) throws TableRefusal {
        Map<String, String> attributes = new TreeMap<>();
        for (int i = 0; i < reader.getAttributeCount(); i++) {
            String namespace = Objects.requireNonNullElse(reader.getAttributeNamespace(i), "");
            String name = reader.getAttributeLocalName(i);
            if (namespace.equals(COMPATIBILITY) && name.equals("ProcessContent")) {
                throw refused("it has some programs read what others skip");
            }
            // The one attribute from another vocabulary that counts is r:id; other programs know it by its namespace,
            // too.
            boolean reference = REFERENCES.contains(namespace);
            if ((namespace.isEmpty() || reference)
                    && attributes.put((reference ? "r:" : "") + name, reader.getAttributeValue(i)) != null) {
                throw refused("it mixes two vocabularies, of which programs know one or both");
            }
        }
        return attributes;
    }

    private TableRefusal refused(String why) {
        return new TableRefusal(PolicyFaultCode.TABLE_XML, on, why);
    }
}

package dev.immure.core.audit;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.immure.core.image.Digest;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;

/**
 * The content of the head file: the last record that was appended, and where it lies. It makes a log that was cut at
 * its end tell.
 *
 * @param offset of the first byte of the record's line
 * @param size of the log, up to and with the newline of that line
 */
record AuditHead(AuditPosition last, long offset, long size) {
    /** Of the file. */
    static final int MAX_BYTES = 512;

    static final AuditHead EMPTY = new AuditHead(AuditPosition.START, 0, 0);

    AuditHead {
        if (offset < 0 || size < offset || size - offset > RecordLine.MAX_BYTES) {
            throw new IllegalArgumentException("a line of 0 to " + RecordLine.MAX_BYTES + " bytes");
        }
        if ((last.sequence() == 0) != (size == 0) || (size == 0 && !last.equals(AuditPosition.START))) {
            throw new IllegalArgumentException("an empty log has sequence 0");
        }
    }

    byte[] toJson() {
        byte[] object = Json.object(json -> {
            json.writeNumberField("schema", RecordLine.SCHEMA);
            json.writeNumberField("sequence", last.sequence());
            json.writeStringField("hash", last.hash().toString());
            json.writeNumberField("offset", offset);
            json.writeNumberField("size", size);
        });
        byte[] line = Arrays.copyOf(object, object.length + 1);
        line[object.length] = '\n';
        return line;
    }

    /** Empty when the bytes are not a head, whatever is wrong with them. */
    static Optional<AuditHead> parse(byte[] bytes) {
        try (JsonParser json = Json.parser(bytes, bytes.length)) {
            require(json.nextToken() == JsonToken.START_OBJECT);
            require(number(json, "schema") == RecordLine.SCHEMA);
            long sequence = number(json, "sequence");
            require("hash".equals(json.nextFieldName()) && json.nextToken() == JsonToken.VALUE_STRING);
            Digest hash = Digest.parse(json.getText());
            AuditHead head =
                    new AuditHead(new AuditPosition(sequence, hash), number(json, "offset"), number(json, "size"));
            require(json.nextToken() == JsonToken.END_OBJECT && json.nextToken() == null);
            // One way to write it: so no byte of the file can change unseen.
            require(Arrays.equals(bytes, head.toJson()));
            return Optional.of(head);
        } catch (IOException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static long number(JsonParser json, String name) throws IOException {
        require(name.equals(json.nextFieldName()) && json.nextToken() == JsonToken.VALUE_NUMBER_INT);
        return json.getLongValue();
    }

    private static void require(boolean condition) {
        if (!condition) {
            throw new IllegalArgumentException("not as written by Immure");
        }
    }
}

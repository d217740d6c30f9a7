package dev.immure.core.audit;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.immure.core.audit.tree.Frontier;
import dev.immure.core.image.Digest;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The content of the head file: the last record that was appended, where it lies, and what the next append needs. It
 * makes a log that was cut at its end tell.
 *
 * @param offset of the first byte of the record's line in its segment
 * @param size of the segment, up to and with the newline of that line
 * @param state empty in a head of the first versions, which knew no tree: then it is computed from all records
 */
record AuditHead(AuditPosition last, long offset, long size, Optional<LogState> state) {
    /** Of the file: a tree of 2^62 leaves has 62 subtrees. */
    static final int MAX_BYTES = 8 << 10;

    static final AuditHead EMPTY = new AuditHead(AuditPosition.START, 0, 0, Optional.of(LogState.EMPTY));

    AuditHead {
        if (offset < 0 || size < offset || size - offset > RecordLine.MAX_BYTES) {
            throw new IllegalArgumentException("a line of 0 to " + RecordLine.MAX_BYTES + " bytes");
        }
        if ((last.sequence() == 0) != (size == 0) || (size == 0 && !last.equals(AuditPosition.START))) {
            throw new IllegalArgumentException("an empty log has sequence 0");
        }
        if (state.isPresent()
                && (state.get().tree().size() != last.sequence()
                        || state.get().segment().first() > Math.max(1, last.sequence()))) {
            throw new IllegalArgumentException("a tree with one leaf for each record");
        }
    }

    /** The file that holds the last record. */
    Segment segment() {
        return state.map(LogState::segment).orElse(Segment.FIRST);
    }

    byte[] toJson() {
        byte[] object = Json.object(json -> {
            json.writeNumberField("schema", RecordLine.SCHEMA);
            json.writeNumberField("sequence", last.sequence());
            json.writeStringField("hash", last.hash().toString());
            json.writeNumberField("offset", offset);
            json.writeNumberField("size", size);
            if (state.isPresent()) {
                LogState now = state.get();
                json.writeNumberField("segment", now.segment().first());
                json.writeStringField(
                        "started", now.started().map(RecordLine::time).orElse(""));
                json.writeNumberField("checkpoint", now.checkpoint());
                Json.texts(
                        json,
                        "tree",
                        now.tree().subtrees().stream().map(Digest::toString).toList());
            }
        });
        byte[] line = Arrays.copyOf(object, object.length + 1);
        line[object.length] = '\n';
        return line;
    }

    /** Empty when the bytes are not a head, whatever is wrong with them. */
    static Optional<AuditHead> parse(byte[] bytes) {
        try (JsonParser json = Json.parser(bytes, bytes.length)) {
            require(json.nextToken() == JsonToken.START_OBJECT);
            require(Json.number(json, "schema") == RecordLine.SCHEMA);
            long sequence = Json.number(json, "sequence");
            AuditPosition last = new AuditPosition(sequence, Digest.parse(Json.text(json, "hash")));
            long offset = Json.number(json, "offset");
            long size = Json.number(json, "size");
            boolean more = json.nextToken() == JsonToken.FIELD_NAME;
            AuditHead head =
                    new AuditHead(last, offset, size, more ? Optional.of(state(json, sequence)) : Optional.empty());
            // One way to write it: so no byte of the file can change unseen.
            require(Arrays.equals(bytes, head.toJson()));
            return Optional.of(head);
        } catch (IOException | DateTimeException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static LogState state(JsonParser json, long sequence) throws IOException {
        require("segment".equals(json.currentName()) && json.nextToken() == JsonToken.VALUE_NUMBER_INT);
        Segment segment = new Segment(json.getLongValue());
        String started = Json.text(json, "started");
        long checkpoint = Json.number(json, "checkpoint");
        Optional<Instant> since = started.isEmpty() ? Optional.empty() : Optional.of(RecordLine.instant(started));
        return new LogState(segment, since, checkpoint, tree(json, sequence));
    }

    /** The member {@code tree} of an object that goes on: of the head, and of a {@code log.rotated} record. */
    static Frontier tree(JsonParser json, long size) throws IOException {
        require("tree".equals(json.nextFieldName()) && json.nextToken() == JsonToken.START_ARRAY);
        List<Digest> subtrees = new ArrayList<>();
        while (json.nextToken() == JsonToken.VALUE_STRING && subtrees.size() < Long.SIZE) {
            subtrees.add(Digest.parse(json.getText()));
        }
        require(json.currentToken() == JsonToken.END_ARRAY);
        return new Frontier(size, subtrees);
    }

    private static void require(boolean condition) {
        if (!condition) {
            throw new IllegalArgumentException("not as written by Immure");
        }
    }
}

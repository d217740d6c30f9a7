package dev.immure.core.audit;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.immure.core.audit.tree.TreeHash;
import dev.immure.core.image.Digest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The line of one record: {@code {"schema":1,"sequence":…,"time":…,"previous":…,"type":…, …,"hash":"sha256:…"}}.
 *
 * <p>The hash is SHA-256 over the bytes of the line with its last member left out: everything up to, but not including,
 * {@code ,"hash":"}, then {@code }}. The newline does not count. So nobody has to agree on a canonical form of JSON.
 */
final class RecordLine {
    /** Of one line with its newline, and of all lines that one call appends. */
    static final int MAX_BYTES = 1 << 20;

    static final int SCHEMA = 1;

    private static final byte[] HASH_MEMBER = ",\"hash\":\"sha256:".getBytes(StandardCharsets.US_ASCII);
    private static final int HEX_DIGITS = 64;
    private static final int SUFFIX = HASH_MEMBER.length + HEX_DIGITS + 2;
    private static final Pattern TYPE = Pattern.compile("[a-z]{1,32}(\\.[a-z]{1,32}){1,3}");
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSSSSSSSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC)
            .withResolverStyle(ResolverStyle.STRICT);

    private RecordLine() {}

    /** What a line of the log turned out to be. */
    sealed interface Reading {
        /** It carries its own hash, and is a record; {@code note} only for one about the log itself. */
        record Sound(AuditRecord record, Optional<LogNote> note) implements Reading {
            Optional<Recovery> recovery() {
                return note.flatMap(
                        about -> about instanceof Recovery recovery ? Optional.of(recovery) : Optional.empty());
            }
        }

        /** It ends like a record, but its bytes have another hash. */
        record Altered() implements Reading {}

        /** It is no record. */
        record Shapeless(String why) implements Reading {}
    }

    /** A finished line, and the position it makes. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Written(byte[] bytes, AuditPosition position, Instant time) {
        /** Of the tree: the line without its newline. */
        Digest leaf() {
            return TreeHash.leaf(Arrays.copyOf(bytes, bytes.length - 1));
        }
    }

    static Written event(AuditPosition previous, Instant time, AuditEvent event) {
        return encode(previous, time, EventJson.type(event), json -> EventJson.write(json, event));
    }

    static Written note(AuditPosition previous, Instant time, LogNote note) {
        return encode(previous, time, note.type(), json -> write(json, note));
    }

    private static void write(JsonGenerator json, LogNote note) throws IOException {
        switch (note) {
            case Recovery recovery -> {
                json.writeNumberField("tornBytes", recovery.tornBytes());
                json.writeStringField("tornHash", recovery.torn().toString());
            }
            case Rotation rotation -> {
                json.writeNumberField("after", rotation.after().sequence());
                json.writeStringField("afterHash", rotation.after().hash().toString());
                Json.texts(
                        json,
                        "tree",
                        rotation.tree().subtrees().stream()
                                .map(Digest::toString)
                                .toList());
            }
            case Removal removal -> {
                json.writeNumberField("through", removal.through());
                json.writeNumberField("segments", removal.segments());
                json.writeNumberField("bytes", removal.bytes());
            }
        }
    }

    /** As in records. */
    static String time(Instant time) {
        return TIME.format(time);
    }

    /** @throws DateTimeException when it is not as in records */
    static Instant instant(String text) {
        return Instant.from(TIME.parse(text));
    }

    /** Reads a line without its newline. */
    static Reading read(byte[] line) {
        if (!endsWithHash(line)) {
            return new Reading.Shapeless("it does not end with a hash member");
        }
        Digest claimed = claimedHash(line);
        if (!claimed.equals(hashWithoutItsMember(line))) {
            return new Reading.Altered();
        }
        try {
            return parse(line, claimed);
        } catch (IOException | DateTimeException | IllegalArgumentException e) {
            return new Reading.Shapeless("it is not a record of schema " + SCHEMA);
        }
    }

    private static Written encode(AuditPosition previous, Instant time, String type, Json.Body members) {
        long sequence = Math.incrementExact(previous.sequence());
        byte[] hashed = Json.object(json -> {
            json.writeNumberField("schema", SCHEMA);
            json.writeNumberField("sequence", sequence);
            json.writeStringField("time", TIME.format(time));
            json.writeStringField("previous", previous.hash().toString());
            json.writeStringField("type", type);
            members.write(json);
        });
        return seal(hashed, sequence, time);
    }

    /** Adds the hash member to an object, and a newline. */
    private static Written seal(byte[] object, long sequence, Instant time) {
        Digest hash = Digest.of(object);
        ByteArrayOutputStream line = new ByteArrayOutputStream(object.length + SUFFIX + 1);
        line.write(object, 0, object.length - 1);
        line.writeBytes(HASH_MEMBER);
        line.writeBytes((hash.hex() + "\"}\n").getBytes(StandardCharsets.US_ASCII));
        return new Written(line.toByteArray(), new AuditPosition(sequence, hash), time);
    }

    private static boolean endsWithHash(byte[] line) {
        int start = line.length - SUFFIX;
        if (start < 1 || line[line.length - 1] != '}' || line[line.length - 2] != '"') {
            return false;
        }
        for (int i = 0; i < HASH_MEMBER.length; i++) {
            if (line[start + i] != HASH_MEMBER[i]) {
                return false;
            }
        }
        for (int i = start + HASH_MEMBER.length; i < line.length - 2; i++) {
            boolean hex = (line[i] >= '0' && line[i] <= '9') || (line[i] >= 'a' && line[i] <= 'f');
            if (!hex) {
                return false;
            }
        }
        return true;
    }

    private static Digest claimedHash(byte[] line) {
        return new Digest(new String(line, line.length - 2 - HEX_DIGITS, HEX_DIGITS, StandardCharsets.US_ASCII));
    }

    private static Digest hashWithoutItsMember(byte[] line) {
        MessageDigest hash = Digest.sha256();
        hash.update(line, 0, line.length - SUFFIX);
        hash.update((byte) '}');
        return Digest.ofHash(hash.digest());
    }

    private static Reading parse(byte[] line, Digest hash) throws IOException {
        requireAscii(line);
        try (JsonParser json = Json.parser(line, line.length)) {
            require(json.nextToken() == JsonToken.START_OBJECT);
            require(Json.number(json, "schema") == SCHEMA);
            long sequence = Json.number(json, "sequence");
            Instant time = instant(Json.text(json, "time"));
            Digest previous = Digest.parse(Json.text(json, "previous"));
            String type = Json.text(json, "type");
            require(TYPE.matcher(type).matches());
            Optional<LogNote> note = note(json, type);
            skipToTheEnd(json);
            String text = new String(line, StandardCharsets.US_ASCII);
            return new Reading.Sound(new AuditRecord(sequence, time, previous, type, hash, text), note);
        }
    }

    private static Optional<LogNote> note(JsonParser json, String type) throws IOException {
        return switch (type) {
            case Recovery.TYPE ->
                Optional.of(new Recovery(Json.number(json, "tornBytes"), Digest.parse(Json.text(json, "tornHash"))));
            case Rotation.TYPE -> {
                long after = Json.number(json, "after");
                Digest hash = Digest.parse(Json.text(json, "afterHash"));
                yield Optional.of(new Rotation(new AuditPosition(after, hash), AuditHead.tree(json, after)));
            }
            case Removal.TYPE ->
                Optional.of(new Removal(
                        Json.number(json, "through"), Json.number(json, "segments"), Json.number(json, "bytes")));
            default -> Optional.empty();
        };
    }

    private static void skipToTheEnd(JsonParser json) throws IOException {
        do {
            require(json.nextToken() != null);
            // A string that nobody asks for is skipped over without a look at its escapes.
            json.finishToken();
        } while (!json.getParsingContext().inRoot());
        require(json.nextToken() == null);
    }

    private static void requireAscii(byte[] line) {
        for (byte b : line) {
            // Jackson would guess UTF-16 or UTF-32 from zero bytes; and what is printed must not drive a terminal.
            require(b >= 0x20 && b < 0x7f);
        }
    }

    private static void require(boolean condition) {
        if (!condition) {
            throw new IllegalArgumentException("not as written by Immure");
        }
    }
}

package dev.immure.core.audit;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/** The copied files of a receipt. */
final class FileCopyJson {
    private FileCopyJson() {}

    static void write(JsonGenerator json, List<FileCopy> files) throws IOException {
        json.writeArrayFieldStart("files");
        for (FileCopy file : files) {
            json.writeStartObject();
            json.writeStringField("way", file.way().name().toLowerCase(Locale.ROOT));
            json.writeStringField("from", file.from());
            json.writeStringField("to", file.to());
            result(json, file.result());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void result(JsonGenerator json, FileCopy.Result result) throws IOException {
        switch (result) {
            case FileCopy.Result.Copied copied -> {
                json.writeStringField("state", "copied");
                json.writeNumberField("files", copied.files());
                json.writeNumberField("bytes", copied.bytes());
                EventJson.optionalDigest(json, "digest", copied.digest());
            }
            case FileCopy.Result.Missing missing ->
                json.writeStringField("state", missing.allowed() ? "absent" : "missing");
            case FileCopy.Result.Refused refused -> state(json, "refused", refused.why());
            case FileCopy.Result.TooLarge tooLarge ->
                state(json, "too-large", "at most " + tooLarge.mostBytes() + " bytes are copied out");
            case FileCopy.Result.Failed failed -> state(json, "failed", failed.why());
        }
    }

    private static void state(JsonGenerator json, String state, String why) throws IOException {
        json.writeStringField("state", state);
        json.writeStringField("why", why);
    }
}

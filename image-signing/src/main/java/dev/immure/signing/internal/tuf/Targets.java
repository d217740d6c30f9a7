package dev.immure.signing.internal.tuf;

import dev.immure.core.json.JsonException;
import dev.immure.core.json.JsonObject;
import dev.immure.core.json.JsonValue;
import dev.immure.signing.fault.TufFault;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The files that a repository is for (TUF 1.0, 4.5). Delegations are not followed: what they name is not found. */
record Targets(Metadata metadata) {
    /** No part of it is empty, {@code .} or {@code ..}. */
    private static final Pattern PATH =
            Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]*(?:/[A-Za-z0-9_-][A-Za-z0-9._-]*)*");

    /** @throws dev.immure.core.ImmureException with TARGET when it is not listed, and METADATA */
    FileInfo require(String path) {
        if (!PATH.matcher(path).matches()) {
            throw TufFaults.refused(TufFault.TARGET, path, "it is not the path of a target");
        }
        try {
            JsonObject targets = metadata.signed().requireObject("targets");
            Optional<JsonValue> found = Optional.ofNullable(targets.members().get(path));
            if (found.isPresent() && found.get() instanceof JsonObject entry) {
                return FileInfo.readWhole(entry);
            }
        } catch (JsonException e) {
            throw TufFaults.malformed(metadata.file(), path + ": " + e.why());
        }
        boolean delegates = metadata.signed().has("delegations");
        throw TufFaults.refused(
                TufFault.TARGET,
                path,
                "it is not among the targets" + (delegates ? "; delegations are not followed" : ""));
    }

    /** Under which names the file may lie: with consistent snapshots, one of its hashes stands before its name (6.2). */
    static List<String> places(String path, FileInfo info, boolean consistentSnapshot) {
        int name = path.lastIndexOf('/') + 1;
        List<String> places = new ArrayList<>(consistentSnapshot ? List.of() : List.of("targets/" + path));
        for (String hash : info.hashes().values()) {
            places.add("targets/" + path.substring(0, name) + hash + "." + path.substring(name));
        }
        return places;
    }
}

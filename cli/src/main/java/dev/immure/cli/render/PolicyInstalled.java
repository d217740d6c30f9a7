package dev.immure.cli.render;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.immure.policy.bundle.AcceptedBundle;
import dev.immure.policy.bundle.BundleIdentity;
import java.io.IOException;
import java.util.Objects;
import java.util.Optional;

/**
 * A bundle that was put in place: {@code immure policy install}.
 *
 * @param previous the one that was there before
 */
public record PolicyInstalled(AcceptedBundle bundle, Optional<BundleIdentity> previous) implements Answer {
    public PolicyInstalled {
        Objects.requireNonNull(bundle, "bundle is null");
        Objects.requireNonNull(previous, "previous is null");
    }

    @Override
    public void text(TextOutput out) {
        Table table = Table.withoutHeader();
        PolicyBundleMembers.rows(table, bundle.file());
        table.row("Policy", bundle.policy().digest().toString());
        table.row(
                "Signed by",
                String.join(
                        ", ",
                        bundle.signatures().signers().stream()
                                .map(signer -> signer.identity().name())
                                .toList()));
        previous.ifPresent(before -> table.row("Before it", before.name() + ":" + before.version()));
        table.print(out);
    }

    @Override
    public void json(JsonGenerator json) throws IOException {
        PolicyBundleMembers.json(json, bundle.file());
        json.writeStringField("policy", bundle.policy().digest().toString());
        JsonOutput.strings(
                json,
                "signers",
                bundle.signatures().signers().stream()
                        .map(signer -> signer.identity().name())
                        .toList());
        if (previous.isPresent()) {
            JsonOutput.object(json, "previous", object -> PolicyListing.members(object, previous.get()));
        }
    }
}

package dev.immure.policy.cache;

import dev.immure.core.ImmureException;
import dev.immure.core.image.Digest;
import dev.immure.policy.DecisionMemory;
import dev.immure.policy.PolicyAnswer;
import dev.immure.policy.PolicyBundle;
import dev.immure.policy.PolicyInput;
import dev.immure.policy.json.FactsJson;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * Answers of policies, kept on this host under the digests of the policy and of the facts, the clock among them as far as the
 * policy can tell it, and the version of Immure. What was answered yesterday lies under the name of yesterday's facts.
 */
public final class KeptDecisions implements DecisionMemory {
    /** Raised when the same policy answers otherwise to the same facts, or answers are written down in another way. */
    private static final int FORM = 2;

    private static final int MOST = 512;

    private final SealedFiles files;
    private final String engine;

    /**
     * @param path a directory of its own, made when something is kept
     * @param engine version of this Immure
     */
    public KeptDecisions(Path path, String engine) {
        this.files = new SealedFiles(path, MOST, AnswerJson.MAX_BYTES);
        this.engine = Objects.requireNonNull(engine, "engine is null") + " " + Build.of(PolicyBundle.class);
    }

    @Override
    public Optional<PolicyAnswer> recall(Digest policy, PolicyInput input) {
        return name(policy, input).flatMap(name -> files.find(name).flatMap(kept -> read(kept, name)));
    }

    @Override
    public void remember(Digest policy, PolicyInput input, PolicyAnswer answer) {
        Optional<String> name = name(policy, input);
        Optional<byte[]> kept = name.isPresent() ? AnswerJson.write(answer) : Optional.empty();
        // What cannot be read back would only be in the way.
        if (kept.isPresent()
                && read(kept.get(), name.get()).filter(answer::equals).isPresent()) {
            files.keep(name.get(), kept.get());
        }
    }

    private static Optional<PolicyAnswer> read(byte[] kept, String on) {
        try {
            return Optional.of(AnswerJson.read(kept, on));
        } catch (ImmureException e) {
            return Optional.empty();
        }
    }

    /** Empty for facts that cannot be written: those of a text that is no Unicode. */
    private Optional<String> name(Digest policy, PolicyInput input) {
        try {
            String text = String.join(
                    "\n",
                    "immure-kept-decision " + FORM,
                    engine,
                    policy.toString(),
                    FactsJson.digest(input).toString());
            return Optional.of(Digest.of(text.getBytes(StandardCharsets.UTF_8)).hex());
        } catch (ImmureException e) {
            return Optional.empty();
        }
    }
}

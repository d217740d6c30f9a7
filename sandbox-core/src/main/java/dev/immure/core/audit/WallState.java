package dev.immure.core.audit;

import java.util.Objects;

/** The state of one wall during one run: what really stood, not what was asked for. */
public sealed interface WallState {
    /**
     * It stood.
     *
     * @param how the means and its figures: {@code 0→1000000 +65536}, {@code v1}, {@code tbf+ifb}
     */
    record Enforced(String how) implements WallState {
        public Enforced {
            Objects.requireNonNull(how, "how is null");
        }
    }

    /**
     * This host cannot put it up, and the profile does not require it.
     *
     * @param why what is missing
     */
    record Unavailable(String why) implements WallState {
        public Unavailable {
            Objects.requireNonNull(why, "why is null");
        }
    }

    /**
     * Required, but could not be put up, and {@code --best-effort} gave leave to run without it.
     *
     * @param why what failed
     */
    record Waived(String why) implements WallState {
        public Waived {
            Objects.requireNonNull(why, "why is null");
        }
    }
}

package dev.immure.core.plan;

import java.util.Objects;
import java.util.regex.Pattern;

/**
 * The two SELinux contexts of one sandbox (selinux(8)).
 *
 * @param process what the program runs as: {@code system_u:system_r:immure_t:s0:c1,c2}
 * @param files what every file system that is made for it is mounted with: {@code system_u:object_r:immure_file_t:s0:c1,c2}
 */
public record SelinuxLabel(String process, String files) {
    /** What the kernel takes in one string option of a mount, less its NUL (fsconfig(2)). */
    private static final int MAX_LENGTH = 255;

    /** user:role:type, then a level where the policy has any. */
    private static final Pattern CONTEXT =
            Pattern.compile("[A-Za-z0-9_.-]+:[A-Za-z0-9_.-]+:[A-Za-z0-9_.-]+(:[A-Za-z0-9:.,-]+)?");

    public SelinuxLabel {
        require(process);
        require(files);
    }

    private static void require(String context) {
        Objects.requireNonNull(context, "context is null");
        if (context.length() > MAX_LENGTH || !CONTEXT.matcher(context).matches()) {
            throw new IllegalArgumentException("not an SELinux context: " + context);
        }
    }
}

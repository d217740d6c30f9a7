package dev.immure.cli.pipeline;

import dev.immure.core.host.SelinuxSupport;
import dev.immure.core.image.Digest;
import dev.immure.core.plan.DiskLimit;
import dev.immure.core.plan.LaunchContext;
import dev.immure.core.plan.LaunchPlan;
import dev.immure.core.resource.CgroupLayout;
import dev.immure.policy.PolicyBundle;
import dev.immure.policy.PolicyDecision;
import dev.immure.signing.VerificationResult;
import java.time.Instant;

/**
 * A run that has been verified, permitted and planned; nothing has started yet.
 *
 * @param tree stands for the image's unpacked files
 */
record Prepared(
        String runId,
        Instant startedAt,
        VerificationResult verification,
        Digest tree,
        PolicyBundle policy,
        PolicyDecision.Permit permit,
        Intent intent,
        DiskLimit disk,
        CgroupLayout cgroups,
        LaunchContext context,
        SelinuxSupport.State selinux,
        LaunchPlan plan) {}

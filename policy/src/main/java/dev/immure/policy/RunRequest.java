package dev.immure.policy;

import java.util.List;

/**
 * What would run and how, options and profile merged. One per decision.
 *
 * @param user user inside the container, {@code UID[:GID]} or a name; empty for root
 * @param argv the command with its arguments
 * @param profile name of the security profile
 * @param workingDirectory absolute path inside the container
 * @param environment names of the variables set, without their values
 * @param readOnlyRoot whether the root file system would be read-only
 * @param terminal whether a terminal would be attached
 * @param customSeccomp whether a filter of the user's would tighten the profile's ({@code --security-opt seccomp=…})
 * @param customLabel whether the profile's SELinux or AppArmor label would be replaced
 * @param bestEffort walls that may be missing ({@code --best-effort}); each is also a {@link BestEffortRequest}
 * @param hostname host name inside the container; empty for the default
 * @param cpuset CPUs that were asked for, in the list format of cpuset(7); empty for any
 * @param fixedAddresses whether the address space would not be randomised ({@code --security-opt aslr=off})
 * @param copiesIn files and directories of the host that would be copied in, as absolute paths there
 * @param copiesOut files of the host that would be written with what is copied out, as absolute paths there
 */
public record RunRequest(
        String user,
        List<String> argv,
        String profile,
        String workingDirectory,
        List<String> environment,
        boolean readOnlyRoot,
        boolean terminal,
        boolean customSeccomp,
        boolean customLabel,
        List<String> bestEffort,
        String hostname,
        String cpuset,
        boolean fixedAddresses,
        List<String> copiesIn,
        List<String> copiesOut) {
    public RunRequest {
        FactBounds.text("the user", user);
        argv = FactBounds.texts("the command", argv);
        FactBounds.text("the profile", profile);
        FactBounds.text("the working directory", workingDirectory);
        environment = FactBounds.texts("the environment", environment);
        FactBounds.texts("the best-effort walls", bestEffort);
        bestEffort = FactBounds.facts("the best-effort walls", bestEffort);
        FactBounds.text("the host name", hostname);
        FactBounds.text("the CPUs", cpuset);
        copiesIn = FactBounds.texts("the files copied in", copiesIn);
        copiesOut = FactBounds.texts("the files copied out", copiesOut);
    }
}

/**
 * What a sandbox may use, and what it has used: cgroup v1, v2 and hybrid, limits and meters. Choices are explained in
 * docs/adr/0005-cgroups.md.
 */
@NullMarked
package dev.immure.core.resource;

import org.jspecify.annotations.NullMarked;

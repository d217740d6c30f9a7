/** Where a sandbox's files lie, and how much of it there may be: docs/disk.md. */
@NullMarked
package dev.immure.core.disk;

import org.jspecify.annotations.NullMarked;

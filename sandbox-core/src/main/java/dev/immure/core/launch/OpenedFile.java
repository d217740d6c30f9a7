package dev.immure.core.launch;

import dev.immure.core.internal.kernel.Fd;
import java.util.Optional;

/**
 * What PID 1 found where a file was to be copied out.
 *
 * @param step of the plan
 * @param errno why there is no descriptor, otherwise 0
 * @param descriptor open for reading; the sandbox closes it
 */
record OpenedFile(int step, int errno, Optional<Fd> descriptor) {}

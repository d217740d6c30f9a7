#!/bin/sh
# Compiles immure-init into the folder given: one static program without libc. Needs gcc, nothing else.
set -eu
here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
out=${1:?usage: build.sh FOLDER}
command -v gcc >/dev/null 2>&1 || { echo "immure: cannot compile immure-init: gcc is not on the PATH. Install it (Debian: package gcc). [IMM-BUILD-GCC]" >&2; exit 1; }
mkdir -p "$out"
# No stack protector: it needs thread-local storage, which libc sets up. No PIE: nothing would relocate it.
gcc -std=c11 -O2 -g0 -ffreestanding -fno-builtin -nostdlib -static -fno-pie -no-pie -fno-stack-protector -fno-asynchronous-unwind-tables \
    -fno-tree-loop-distribute-patterns -Wall -Wextra -Werror -Wconversion -Wshadow -Wmissing-prototypes -Wstrict-prototypes -Wvla -Wformat-nonliteral \
    -Wl,-z,noexecstack -Wl,-z,relro -Wl,-z,now -Wl,--build-id=none -Wl,-s \
    -o "$out/immure-init.tmp" "$here/immure-init.c" "$here/plan.c" "$here/carrier.c" "$here/monitor.c" "$here/stage.c" "$here/pid1.c" "$here/hold.c" "$here/rootfs.c" "$here/payload.c" "$here/filter.c" "$here/transfer.c" "$here/terminal.c"
mv -f "$out/immure-init.tmp" "$out/immure-init"

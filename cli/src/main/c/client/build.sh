#!/bin/sh
# Compiles the native client into the folder given: one static program without libc, the same bytes each time.
set -eu
LC_ALL=C
export LC_ALL
here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
out=${1:?usage: build.sh FOLDER}
command -v gcc >/dev/null 2>&1 || { echo "immure: cannot compile the client: gcc is not on the PATH. Install it (Debian: package gcc). [IMM-BUILD-GCC]" >&2; exit 1; }
mkdir -p "$out"
# No stack protector: it needs thread-local storage, which libc sets up. No PIE: nothing would relocate it.
gcc -std=c11 -O2 -g0 -ffreestanding -fno-builtin -nostdlib -static -fno-pie -no-pie -fno-stack-protector -fno-asynchronous-unwind-tables \
    -fno-tree-loop-distribute-patterns -Wall -Wextra -Werror -Wconversion -Wshadow -Wmissing-prototypes -Wstrict-prototypes -Wvla -Wformat-nonliteral \
    -Wl,-z,noexecstack -Wl,-z,relro -Wl,-z,now -Wl,--build-id=none -Wl,-s \
    -I "$here/../../../../../sandbox-core/src/main/c" -o "$out/immure.tmp" "$here/immure.c"
mv -f "$out/immure.tmp" "$out/immure"

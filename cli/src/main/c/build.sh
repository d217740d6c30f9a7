#!/bin/sh
# Compiles the probe into the given directory: static, without a C library, the same bytes each time.
set -eu
LC_ALL=C
export LC_ALL
source=$(dirname "$0")
target=$1
if ! command -v gcc >/dev/null; then
    echo "cannot compile the probe: gcc is not installed. Install it (Debian: apt-get install gcc)" >&2
    exit 1
fi
mkdir -p "$target"
exec gcc -std=gnu11 -O2 -Wall -Wextra -Werror -Wconversion -Wshadow -Wstrict-prototypes -Wmissing-prototypes \
    -ffreestanding -fno-stack-protector -fno-pie -no-pie -fcf-protection=none -fno-asynchronous-unwind-tables \
    -fno-tree-loop-distribute-patterns -nostdlib -static -s -Wl,--build-id=none -Wl,-z,noexecstack \
    -o "$target/probe" "$source"/*.c

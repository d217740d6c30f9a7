#!/bin/sh
# Installs Immure from this folder, or takes it away again:
#   ./install.sh [--prefix DIR] [--no-cache]     DIR: /usr/local by default
#   ./install.sh --uninstall [--prefix DIR]
# Overwrites only what an installation by this script has put there: lib/immure/FILES below the prefix lists it.
set -eu
umask 022
prefix=/usr/local
uninstall=no
cache=yes
fault() {
    printf 'install.sh: %s\n' "$1" >&2
    exit 1
}
while [ $# -gt 0 ]; do
    case "$1" in
        --prefix) prefix=${2:?--prefix needs a folder}; shift ;;
        --prefix=*) prefix=${1#--prefix=} ;;
        --uninstall) uninstall=yes ;;
        --no-cache) cache=no ;;
        *) fault "unknown option $1. Usage: install.sh [--uninstall] [--prefix DIR] [--no-cache]" ;;
    esac
    shift
done
case "$prefix" in
    /*) ;;
    *) fault "the prefix $prefix is not absolute" ;;
esac
case "$prefix" in
    *[!A-Za-z0-9/._+-]*) fault "the prefix $prefix has a character that units of systemd would have to quote" ;;
esac
prefix=${prefix%/}
here=$(dirname -- "$(readlink -f -- "$0")")
list=$prefix/lib/immure/FILES

# Each line: SHA-256, two spaces, a path below the prefix, as sha256sum(1) writes it.
names() { cut -c67- "$1"; }

remove() {
    # What somebody has changed since is his.
    while IFS= read -r line; do
        name=${line#*  }
        if [ ! -e "$prefix/$name" ] && [ ! -L "$prefix/$name" ]; then
            continue
        elif [ "$(sha256sum <"$prefix/$name" | cut -c1-64)" = "${line%%  *}" ]; then
            rm -f -- "$prefix/$name"
        else
            printf 'install.sh: left as it is, for it was changed: %s\n' "$prefix/$name" >&2
        fi
    done <"$1"
}

prune() {
    names "$1" | while IFS= read -r name; do
        folder=${name%/*}
        while [ "$folder" != "${folder%/*}" ] || [ -n "$folder" ]; do
            case "$folder" in */immure | */immure/*) rmdir "$prefix/$folder" 2>/dev/null || break ;; *) break ;; esac
            folder=${folder%/*}
        done
    done
}

if [ "$uninstall" = yes ]; then
    [ -f "$list" ] || fault "nothing of this script is installed below $prefix: there is no $list"
    remove "$list"
    find "$prefix/lib/immure" -maxdepth 1 -type f -name 'immure-*.aot' -delete
    cp "$list" "${TMPDIR:-/tmp}/immure-files.$$"
    rm -f "$list"
    prune "${TMPDIR:-/tmp}/immure-files.$$"
    rm -f "${TMPDIR:-/tmp}/immure-files.$$"
    rmdir "$prefix/lib/immure" 2>/dev/null || true
    echo "Immure is gone from $prefix; images, audit log and configuration are where they were"
    exit 0
fi

[ "$(uname -m)" = x86_64 ] || fault "this is built for x86_64, and this machine is $(uname -m)"
(cd "$here" && sha256sum --quiet -c FILES) || fault 'this folder is not whole: unpack the archive again'
# All of them before anything is written.
foreign=$(names "$here/FILES" | while IFS= read -r name; do
    if [ -e "$prefix/$name" ] || [ -L "$prefix/$name" ]; then
        [ -f "$list" ] && names "$list" | grep -Fxq -- "$name" || printf '%s\n' "$prefix/$name"
    fi
done)
[ -z "$foreign" ] || fault "somebody else has put these there; nothing was changed:
$foreign"
old=$(mktemp "${TMPDIR:-/tmp}/immure-files.XXXXXX")
trap 'rm -f "$old"' EXIT
[ ! -f "$list" ] || cp "$list" "$old"
names "$here/FILES" | while IFS= read -r name; do
    mkdir -p "$prefix/${name%/*}"
    # A new file in the place of the old: what runs keeps the old one.
    cp -p "$here/$name" "$prefix/$name.new.$$"
    chown "$(id -u):$(id -g)" "$prefix/$name.new.$$"
    mv -f "$prefix/$name.new.$$" "$prefix/$name"
done
# What only the former version had.
grep -Fxv -f "$here/FILES" "$old" | cut -c67- | while IFS= read -r name; do
    names "$here/FILES" | grep -Fxq -- "$name" || rm -f -- "$prefix/$name"
done || true
# Units name the command by its path.
for unit in "$prefix"/lib/systemd/system/immure*; do
    if [ "$prefix" != /usr ] && [ -f "$unit" ]; then
        sed "s|/usr/bin/immure|$prefix/bin/immure|" "$unit" >"$unit.new.$$"
        mv -f "$unit.new.$$" "$unit"
    fi
done
(cd "$prefix" && names "$here/FILES" | xargs -d '\n' sha256sum) >"$list.new"
mv -f "$list.new" "$list"
if [ "$cache" = yes ]; then
    "$prefix/lib/immure/bin/make-cache" || echo 'install.sh: without a cache of classes Immure works, and starts later' >&2
fi
echo "Immure is in $prefix/bin/immure"
